// What people and groups say of themselves (`public`) and what one notes of them (`private`): names, pictures, colours.
// The card is the one that clients of this protocol family use; a bare text is a name as well.

export interface Photo {
  /** as `image/jpeg`, or `jpeg` alone */
  readonly type?: string;
  /** base64 */
  readonly data?: string;
}

export type Card = string | { readonly fn?: string; readonly photo?: Photo; readonly note?: string };

/** One's own note on a topic. */
export interface Note {
  readonly comment?: string;
  /** one wants to hear of this person */
  readonly isKnown?: boolean;
  /** the conversation was deleted here when this had been said last: position of that message, 0 for none */
  readonly forgotten?: number;
}

/** undefined: it says no name */
export function nameOf(card: Card | undefined): string | undefined {
  const name = typeof card === "string" ? card : card?.fn;
  const trimmed = typeof name === "string" ? name.trim() : "";
  return trimmed === "" ? undefined : trimmed;
}

/** A `data:` URL of its picture. */
export function photoOf(card: Card | undefined): string | undefined {
  if (typeof card !== "object" || card === null) return undefined;
  const { type, data } = card.photo ?? {};
  if (typeof data !== "string" || !/^[A-Za-z0-9+/=]+$/.test(data)) return undefined;
  const [, kind] = /^(?:image\/)?(jpeg|jpg|png|webp|gif)$/.exec(type ?? "") ?? [];
  return kind === undefined ? undefined : `data:image/${kind === "jpg" ? "jpeg" : kind};base64,${data}`;
}

/** One or two letters for somebody without a picture. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].flatMap((word) =>
    word === undefined ? [] : [Array.from(word.replace(/^[^\p{L}\p{N}]+/u, ""))[0] ?? ""],
  );
  return letters.join("").toUpperCase() || "?";
}

/** One of so many colours, always the same for the same id. */
export function colorOf(id: string, colors = 8): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum % colors;
}
