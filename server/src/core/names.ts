// User names and passwords: what an account may have (spec: 0.4 §2.1). Logging in applies no policy, only foldName.
// Two names that a reader takes for the same, but for capitals and accents typed in another way, are the same name.
// A password is kept exactly as sent; nothing here changes one.
import { commonPasswords } from "./weak-passwords.ts";

const longestName = 64;
const shortestPassword = 8;
const longestPassword = 1024;

/** No name within the limit is longer before NFC; and NFC of a long run of accents would take its time. Code units. */
const longestNameText = 4 * longestName;

/**
 * Controls, among them those that turn the direction of text, for they make one name look like another; surrogates without their
 * partner, which no database keeps; and the colon, which ends the name in `name:password`.
 */
const forbiddenInName = /[\p{Cc}\p{Cs}\p{Bidi_Control}:]/u;

/**
 * A user name as it is stored, compared and looked up: composed (NFC) and in lower case, by way of upper case, for that makes one
 * letter of "σ" and "ς", and "ss" of "ß", as the case folding of Unicode does. Folding a folded name changes nothing.
 * undefined if it is no name: not 1 to 64 characters once folded, or a character that it may not have.
 */
export function foldName(text: string): string | undefined {
  if (text.length > longestNameText || forbiddenInName.test(text)) return undefined;
  const name = text.normalize("NFC").toLowerCase().toUpperCase().toLowerCase().normalize("NFC");
  const length = countCharacters(name);
  return length >= 1 && length <= longestName ? name : undefined;
}

/**
 * Why an account may not have this password; undefined if it may. Length counts in code points. A common password is refused in any
 * capitals: "PASSWORD1" is guessed as soon as "password1".
 */
export function checkPassword(text: string): string | undefined {
  const length = text.length > 2 * longestPassword ? Infinity : countCharacters(text);
  if (length < shortestPassword) return `a password has at least ${shortestPassword} characters`;
  if (length > longestPassword) return `a password has at most ${longestPassword} characters`;
  if (/\p{Cs}/u.test(text)) return "the password is not valid Unicode";
  return commonPasswords.has(text.toLowerCase()) ? "the password is one of the most common" : undefined;
}

/** In code points, as people count them, more or less: an emoji is one, not two. */
function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
