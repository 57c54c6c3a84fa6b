// Token buckets by name. A bucket exists only while it is not full, so memory follows the traffic of the last seconds.
import type { Clock } from "../ports/clock.ts";
import type { Rate } from "./settings.ts";

interface Bucket {
  tokens: number;
  at: number;
  readonly rate: Rate;
}

/** Above so many names the full buckets are thrown out at the next take. */
const roomy = 10_000;

export class Rates {
  readonly #clock: Clock;
  readonly #enabled: boolean;
  readonly #buckets = new Map<string, Bucket>();
  #nextSweep = 0;

  constructor(clock: Clock, enabled: boolean) {
    this.#clock = clock;
    this.#enabled = enabled;
  }

  /** Take `cost` tokens of the bucket; false = over the limit, nothing was taken. */
  take(name: string, rate: Rate, cost = 1): boolean {
    if (!this.#enabled) return true;
    const bucket = this.#filled(name, rate);
    if (bucket.tokens < cost) return false;
    bucket.tokens -= cost;
    return true;
  }

  /** Whether a take would succeed; takes nothing. */
  allows(name: string, rate: Rate, cost = 1): boolean {
    return !this.#enabled || this.#filled(name, rate).tokens >= cost;
  }

  /** number of buckets in memory */
  get size(): number {
    return this.#buckets.size;
  }

  #filled(name: string, rate: Rate): Bucket {
    const now = this.#clock.monotonic();
    const bucket = this.#buckets.get(name);
    if (bucket !== undefined) {
      refill(bucket, now);
      return bucket;
    }
    if (this.#buckets.size >= roomy) this.#forgetFull(now);
    const fresh = { tokens: rate.burst, at: now, rate };
    this.#buckets.set(name, fresh);
    return fresh;
  }

  #forgetFull(now: number): void {
    if (now < this.#nextSweep) return;
    this.#nextSweep = now + 1_000;
    for (const [name, bucket] of this.#buckets) {
      refill(bucket, now);
      if (bucket.tokens >= bucket.rate.burst) this.#buckets.delete(name);
    }
  }
}

function refill(bucket: Bucket, now: number): void {
  bucket.tokens = Math.min(
    bucket.rate.burst,
    bucket.tokens + ((now - bucket.at) / 1_000) * bucket.rate.perSecond,
  );
  bucket.at = now;
}
