// Randomness and digests as a part that can be replaced: the real one is the system's, tests hand in a seeded one.

export interface Crypto {
  /** unpredictable bytes; every secret, id and name comes from here */
  random(bytes: number): Uint8Array;
  /** SHA-256 of the UTF-8 text, lower-case hex */
  sha256(text: string): string;
  /** HMAC-SHA-256 of the UTF-8 text with the long-lived key of the server, base64-URL; what it made stays valid over restarts */
  hmac(text: string): string;
}
