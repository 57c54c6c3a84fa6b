// Randomness that repeats, and a password scheme that costs nothing: what the in-memory rig is built of besides the clock.
import { createHash, createHmac } from "node:crypto";
import type { PasswordScheme } from "../src/ports/auth.ts";
import type { Crypto } from "../src/ports/crypto.ts";

/** SplitMix64 over the seed: unpredictable to nobody, different for every call, equal for every run. */
export class SeededCrypto implements Crypto {
  #state: bigint;

  constructor(seed: number) {
    this.#state = BigInt(seed);
  }

  random(bytes: number): Uint8Array {
    const out = new Uint8Array(bytes);
    for (let at = 0; at < bytes; at += 8) {
      let word = this.#next();
      for (let k = at; k < Math.min(at + 8, bytes); k++, word >>= 8n) out[k] = Number(word & 0xffn);
    }
    return out;
  }

  sha256(text: string): string {
    return createHash("sha256").update(text, "utf8").digest("hex");
  }

  /** one key for all, so that a server on the same data knows its own */
  hmac(text: string): string {
    return createHmac("sha256", "seeded").update(text, "utf8").digest("base64url");
  }

  #next(): bigint {
    this.#state = BigInt.asUintN(64, this.#state + 0x9e3779b97f4a7c15n);
    let z = this.#state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  }
}

/** Keeps passwords as they are. Only for tests in which the strength of a hash plays no part. */
export class PlainPasswords implements PasswordScheme {
  hash(password: string): Promise<string> {
    return Promise.resolve(`$plain$${password}`);
  }

  verify(password: string, stored: string | undefined): Promise<boolean> {
    return Promise.resolve(stored === `$plain$${password}`);
  }
}
