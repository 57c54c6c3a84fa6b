// Text that stays text: payloads of the application as raw JSON, never parsed and never changed.
// What is cut out of a packet does not keep the packet in memory.

/** A payload of the application: valid JSON text, exactly as sent, without white space around it. Never parsed by the server. */
export class Raw {
  readonly raw: string;

  constructor(raw: string) {
    this.raw = raw;
  }
}

/** The one-character string that clears a value (spec: 0.4 §2.7). */
export const DEL = "\u2421";

/** Is this JSON text the string U+2421, however it is spelled? */
export function isDel(raw: string): boolean {
  return raw === `"${DEL}"` || raw === String.raw`"\u2421"`;
}

/**
 * A part of a text. In V8 a part of more than 12 characters keeps the whole text alive, so that a name of 20 bytes that is remembered
 * for a day would hold on to a packet of 32 KiB: small parts of large texts are copied.
 */
export function cut(text: string, from: number, to: number): string {
  const part = text.slice(from, to);
  if (text.length <= 1024 || part.length * 2 > text.length) return part;
  return ` ${part}`.slice(1);
}
