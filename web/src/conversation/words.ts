// A text cut into what is a link and what is not; and whether it is nothing but emoji, which are shown large.
import { tokenize } from "linkifyjs";

export interface Piece {
  readonly text: string;
  /** http, https or mailto */
  readonly href?: string;
}

export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const token of tokenize(text)) {
    const href = token.isLink ? hrefOf(token.toHref("https")) : undefined;
    const before = pieces.at(-1);
    if (href !== undefined) pieces.push({ text: token.toString(), href });
    else if (before && before.href === undefined) {
      pieces[pieces.length - 1] = { text: before.text + token.toString() };
    } else pieces.push({ text: token.toString() });
  }
  return pieces;
}

function hrefOf(address: string): string | undefined {
  return /^(https?:\/\/|mailto:)/i.test(address) ? address : undefined;
}

const one = String.raw`(?:[\u{1F1E6}-\u{1F1FF}]{2}|[0-9#*]\ufe0f?\u20e3|(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f)\p{Emoji_Modifier}?(?:\u200d\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?)*)`;
const emojis = new RegExp(String.raw`^\s*(?:${one}\s*){1,6}$`, "u");

export function isEmojiOnly(text: string): boolean {
  return text.length <= 100 && emojis.test(text);
}
