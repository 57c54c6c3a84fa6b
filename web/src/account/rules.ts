// What an account may be called and what its password must be, as the server wants it, so that a form tells before it is sent.
// The list of common passwords is the server's alone.

export const shortestPassword = 8;
const longestPassword = 1024;
const longestName = 64;
const forbidden = /[\p{Cc}\p{Cs}\p{Bidi_Control}:]/u;

const lengthOf = (text: string): number => Array.from(text).length;

export function isAccountName(text: string): boolean {
  return text !== "" && lengthOf(text) <= longestName && !forbidden.test(text);
}

export function isPassword(text: string): boolean {
  return lengthOf(text) >= shortestPassword && lengthOf(text) <= longestPassword && !/\p{Cs}/u.test(text);
}

/** How hard a password is to guess, roughly: its length counts, repetition does not. */
export type Strength = "short" | "fair" | "good" | "strong";

export function strengthOf(password: string): Strength {
  if (!isPassword(password)) return "short";
  // "aaaaaaaa" and "12121212" are long without saying anything
  const different = new Set(password.toLowerCase()).size;
  const worth = Math.min(lengthOf(password), 2 * different);
  return worth >= 16 ? "strong" : worth >= 11 ? "good" : "fair";
}
