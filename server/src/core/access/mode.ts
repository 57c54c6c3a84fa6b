// Permission bits, and the letters by which the 0.4 wire shows and edits them (spec: 0.4 §4.1, modern §25.6).
// A mode with the banned bit grants nothing, whatever other bits it has. Effective mode = and(want, given).
// The letters are a rendering: a 0.4 client that writes back what it was shown changes nothing.

/** Bits below; an integer, as it is stored. */
export type Mode = number;

/** join: attach to the topic */
export const J = 1;
/** read: receive messages and read the history */
export const R = 2;
/** write: publish */
export const W = 4;
/** presence: hear who is there and that something happened */
export const P = 8;
/** approve: decide on requests and change what members may do */
export const A = 16;
/** share: invite */
export const S = 32;
/** delete messages for everybody */
export const D = 64;
/** owner, or the one to whom ownership is offered */
export const O = 128;
/** banned: overrides every other bit */
export const X = 256;

/** Explicitly nothing: "ask me". */
export const NONE: Mode = 0;
/** Explicitly never. */
export const BANNED: Mode = X;
/** Default of others in groups and p2p topics (0.4 `RWP`). */
export const PUBLIC: Mode = J | R | W | P;
/** Everybody's own `me` (0.4 `RPD`). */
export const SELF: Mode = J | R | P | D;
/** The most that a p2p topic grants (0.4 `RWPD`). */
export const P2P: Mode = J | R | W | P | D;
/** Everything but ownership (0.4 `RWPSD`). */
export const MANAGER: Mode = J | R | W | P | A | S | D;
/** Everything (0.4 `RWPSDO`). */
export const FULL: Mode = MANAGER | O;

export function isBanned(mode: Mode): boolean {
  return (mode & X) !== 0;
}

/** True if `mode` grants all of `bits`. A banned mode grants nothing, not even no bits at all. */
export function has(mode: Mode, bits: Mode): boolean {
  return (mode & (bits | X)) === bits;
}

/** What holds when both must agree: the common bits; BANNED if either is banned. */
export function and(a: Mode, b: Mode): Mode {
  return isBanned(a | b) ? BANNED : a & b;
}

/** May attach: can join and can read. The 0.4 letter R is both. */
export function canAttach(mode: Mode): boolean {
  return has(mode, J | R);
}

/** May invite, approve and change what others may do: what the 0.4 wire shows as S, or O (spec: 0.4 §4.5.1). */
export function isManager(mode: Mode): boolean {
  return !isBanned(mode) && (mode & (S | A | O)) !== 0;
}

/** The 0.4 letters in the order of output, with the bits each stands for. */
const letters: readonly (readonly [letter: string, bits: Mode])[] = [
  ["R", J | R],
  ["W", W],
  ["P", P],
  ["S", S | A],
  ["D", D],
  ["O", O],
];
const bitsOf: ReadonlyMap<string, Mode> = new Map([...letters, ["X", X]]);

/**
 * A mode as a 0.4 client writes it: capitals in any order, repeated or not. X beside other letters leaves X alone.
 * undefined for an unknown letter, for N beside another letter, and for "", which means "default": the caller's business.
 */
export function parseMode04(text: string): Mode | undefined {
  if (text === "") return undefined;
  let mode: Mode = NONE;
  let saysNone = false;
  for (const letter of text) {
    const bits = letter === "N" ? NONE : bitsOf.get(letter);
    if (bits === undefined) return undefined;
    saysNone ||= letter === "N";
    mode |= bits;
  }
  if (saysNone && mode !== NONE) return undefined;
  return isBanned(mode) ? BANNED : mode;
}

/** What a 0.4 client is shown: `RWPSDO` in this order, `N` for none of them, `X` for banned. */
export function formatMode04(mode: Mode): string {
  if (isBanned(mode)) return "X";
  let text = "";
  for (const [letter, bits] of letters) if (isShown(letter, bits, mode)) text += letter;
  return text || "N";
}

/** R only when both its bits are there, so that it promises no less than 0.4 does; S as soon as one is, for it means "manager". */
function isShown(letter: string, bits: Mode, mode: Mode): boolean {
  return letter === "R" ? has(mode, bits) : !isBanned(mode) && (mode & bits) !== 0;
}

/**
 * The mode after a 0.4 client that was shown formatMode04(current) wrote `asked` (a result of parseMode04). Only the letters that differ
 * are added or taken away, so bits it cannot see stay as they are. N takes everything away; any other mode lifts a ban and holds alone.
 */
export function editMode04(current: Mode, asked: Mode): Mode {
  if (formatMode04(current) === formatMode04(asked)) return current;
  if (isBanned(asked)) return BANNED;
  if (asked === NONE || isBanned(current)) return asked;
  let mode = current;
  for (const [letter, bits] of letters) {
    const wanted = isShown(letter, bits, asked);
    if (wanted === isShown(letter, bits, current)) continue;
    mode = wanted ? mode | bits : mode & ~bits;
  }
  return mode;
}
