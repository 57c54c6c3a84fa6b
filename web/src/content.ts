// What a message holds: a text, or a text with a small picture in the form that clients of this protocol family use (Drafty).
// Whatever else comes is shown as far as it has a text.

export interface Drafty {
  readonly txt?: string;
  readonly fmt?: readonly {
    readonly at?: number;
    readonly len?: number;
    readonly key?: number;
    readonly tp?: string;
  }[];
  readonly ent?: readonly { readonly tp?: string; readonly data?: Readonly<Record<string, unknown>> }[];
}

export type Content = string | Drafty;

export interface Picture {
  /** `data:` URL */
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (typeof content !== "object" || content === null)
    return content === undefined ? "" : JSON.stringify(content);
  const { txt } = content as Drafty;
  if (typeof txt === "string") return txt.trim();
  return hasPicture(content) ? "" : JSON.stringify(content);
}

function hasPicture(content: unknown): boolean {
  return pictureOf(content) !== undefined;
}

/** The first picture in it. */
export function pictureOf(content: unknown): Picture | undefined {
  if (typeof content !== "object" || content === null) return undefined;
  const { ent } = content as Drafty;
  if (!Array.isArray(ent)) return undefined;
  for (const { tp, data } of ent as NonNullable<Drafty["ent"]>) {
    const { mime, val, width, height } = data ?? {};
    if (tp !== "IM" || typeof val !== "string" || !/^[A-Za-z0-9+/=]+$/.test(val)) continue;
    if (typeof mime !== "string" || !/^image\/(jpeg|png|webp|gif)$/.test(mime)) continue;
    return { url: `data:${mime};base64,${val}`, width: sideOf(width), height: sideOf(height) };
  }
  return undefined;
}

function sideOf(value: unknown): number {
  return typeof value === "number" && value >= 1 && value <= 10_000 ? Math.round(value) : 240;
}

/** A picture with a text below it, which may be empty. */
export function withPicture(
  text: string,
  picture: {
    readonly mime: string;
    readonly base64: string;
    readonly width: number;
    readonly height: number;
  },
): Content {
  const { mime, base64, width, height } = picture;
  return {
    txt: ` ${text}`,
    fmt: [{ at: 0, len: 1, key: 0 }],
    ent: [{ tp: "IM", data: { mime, val: base64, width, height } }],
  };
}
