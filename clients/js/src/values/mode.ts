// Access modes: sets of letters, as bits (spec: 0.4 §4.1). The banned bit overrides all others.
// Effective = common(want, given).

/** Bits: R 1, W 2, P 4, S 8, D 16, O 32, X (banned) 64. */
export type Mode = number;

const letters = "RWPSDO";
const banned: Mode = 64;

/**
 * Capitals in any order, repeated or not; X beside others leaves X alone.
 * undefined for another letter, for N beside another, and for "" (which asks for the default and is no mode).
 */
export function parseMode(text: string): Mode | undefined {
  let mode = 0;
  for (const letter of text) {
    const bit = letters.indexOf(letter);
    if (bit < 0 && letter !== "X") return /^N+$/.test(text) ? 0 : undefined;
    mode |= bit < 0 ? banned : 1 << bit;
  }
  if (text === "") return undefined;
  return mode & banned ? banned : mode;
}

/** `RWPSDO` in this order, `N` for none of them, `X` for banned. */
export function formatMode(mode: Mode): string {
  if (mode & banned) return "X";
  return letters.replace(/./g, (letter, bit: number) => (mode & (1 << bit) ? letter : "")) || "N";
}

/** What holds when both must agree. */
export function common(a: Mode, b: Mode): Mode {
  return (a | b) & banned ? banned : a & b;
}

/** Does `mode` grant all of `bits`? A banned one grants nothing. */
export function includes(mode: Mode, bits: Mode): boolean {
  return (mode & (bits | banned)) === bits;
}

/** May one who has these letters do what this letter allows? Text that is no mode allows nothing. */
export function can(mode: string | undefined, letter: string): boolean {
  const [has, needs] = [parseMode(mode ?? ""), parseMode(letter)];
  return has !== undefined && needs !== undefined && includes(has, needs);
}
