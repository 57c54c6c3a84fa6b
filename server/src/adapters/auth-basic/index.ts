// Passwords as argon2id, in the PHC string format. What it costs stands in each stored string, so raising the cost breaks no old one.
// Hashing runs on threads of its own, few and of low priority, and what waits is bounded: a flood of logins is refused, never piled up (S-19b).
// An account that does not exist costs the same time as a wrong password (S-24).
import { randomBytes, timingSafeEqual } from "node:crypto";
import { Busy, type PasswordScheme } from "../../ports/auth.ts";
import { Hasher } from "./hasher.ts";

/** memory in KiB; the equivalent minimum of OWASP's password storage sheet */
export interface Argon2Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

export interface PasswordOptions {
  readonly cost?: Argon2Cost;
  /** how many are computed at once, and how many wait */
  readonly atOnce?: number;
  readonly waiting?: number;
}

/** A scheme that also says how long its queue is. */
export interface Passwords extends PasswordScheme {
  /** how many are computed or wait at this moment */
  readonly queued: number;
}

export const defaultCost: Argon2Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const saltBytes = 16;
const tagBytes = 32;

/** No stored string may make us spend more than this: 1 GiB, 64 passes. */
const mostMemory = 1_048_576;
const mostPasses = 64;

export function createPasswords(options: PasswordOptions = {}): Passwords {
  const cost = options.cost ?? defaultCost;
  const queue = new Queue(options.atOnce ?? 2, options.waiting ?? 200);
  // The password is hashed as the UTF-8 of its exact code points: nothing is cut off or normalised (S-25).
  const compute = (
    password: string,
    { cost: of, salt: nonce }: Omit<Stored, "tag">,
    tagLength: number,
  ): Promise<Uint8Array> => {
    const message = Buffer.from(password, "utf8");
    return queue.run((hasher) => hasher.hash({ message, nonce, tagLength, ...of }));
  };
  const dummy: Stored = { cost, salt: randomBytes(saltBytes), tag: randomBytes(tagBytes) };
  return {
    get queued() {
      return queue.length;
    },
    async hash(password) {
      const by = { cost, salt: randomBytes(saltBytes) };
      return format({ ...by, tag: await compute(password, by, tagBytes) });
    },
    async verify(password, stored) {
      const parsed = stored === undefined ? undefined : parse(stored);
      const against = parsed ?? dummy;
      const tag = await compute(password, against, against.tag.length);
      return timingSafeEqual(tag, against.tag) && parsed !== undefined;
    },
  };
}

// ---- the PHC string

interface Stored {
  readonly cost: Argon2Cost;
  readonly salt: Uint8Array;
  readonly tag: Uint8Array;
}

const phc =
  /^\$argon2id\$v=19\$m=(\d{1,9}),t=(\d{1,9}),p=(\d{1,9})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/;

function format({ cost, salt, tag }: Stored): string {
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
}

/** undefined for what is no argon2id string, or for one whose cost is out of reason: such an account has no password that fits. */
function parse(text: string): Stored | undefined {
  const [, memory, passes, parallelism, salt, tag] = phc.exec(text) ?? [];
  if (salt === undefined || tag === undefined) return undefined;
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const isSane =
    cost.parallelism >= 1 &&
    cost.parallelism <= 255 &&
    cost.memory >= 8 * cost.parallelism &&
    cost.memory <= mostMemory &&
    cost.passes >= 1 &&
    cost.passes <= mostPasses;
  return isSane ? { cost, salt: Buffer.from(salt, "base64"), tag: Buffer.from(tag, "base64") } : undefined;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replaceAll("=", "");
}

// ---- the queue

class Queue {
  readonly #most: number;
  readonly #atOnce: number;
  readonly #free: Hasher[];
  readonly #waiting: ((hasher: Hasher) => void)[] = [];

  constructor(atOnce: number, most: number) {
    this.#most = most;
    this.#atOnce = atOnce;
    this.#free = Array.from({ length: atOnce }, () => new Hasher());
  }

  get length(): number {
    return this.#atOnce - this.#free.length + this.#waiting.length;
  }

  /** @throws Busy when too many wait */
  async run<T>(job: (hasher: Hasher) => Promise<T>): Promise<T> {
    const hasher = this.#free.pop() ?? (await this.#wait());
    try {
      return await job(hasher);
    } finally {
      // handed on to who waits longest, so nobody overtakes
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(hasher);
      else next(hasher);
    }
  }

  #wait(): Promise<Hasher> {
    if (this.#waiting.length >= this.#most) throw new Busy("too many passwords wait to be hashed");
    return new Promise((start) => this.#waiting.push(start));
  }
}
