// The words by which somebody wants to be found, as the server takes them (docs/protocol/extensions.md, find).

export const mostWords = 16;
const shortest = 2;
const longest = 96;

/** As they are typed, in any separators, to words that are allowed; the rest falls away. */
export function wordsOf(text: string): readonly string[] {
  const words = text
    .normalize("NFC")
    .toLowerCase()
    .split(/[\s,;:/]+/)
    .map((word) => word.replace(/[^\p{L}\p{M}\p{N}\-_+.!?#@]/gu, "").replace(/^[.!?]+|[.!?]+$/g, ""))
    .filter((word) => Array.from(word).length >= shortest)
    .map((word) => Array.from(word).slice(0, longest).join(""));
  return [...new Set(words)].slice(0, mostWords);
}
