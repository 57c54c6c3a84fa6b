// Names to parts: which adapters stand behind the ports, and the real clock and randomness. The only file that chooses.
import { availableParallelism } from "node:os";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { createPasswords, type Passwords } from "../adapters/auth-basic/index.ts";
import { createSqliteStore } from "../adapters/store-sqlite/index.ts";
import type { Clock } from "../ports/clock.ts";
import type { Crypto } from "../ports/crypto.ts";
import type { Store } from "../ports/store.ts";
import type { Log } from "../runtime/log.ts";
import type { Config } from "./options.ts";

/** Timers never keep the process alive: the listeners do. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
  soon(run) {
    setImmediate(run);
  },
};

/** @param serverKey the long-lived key, of the data folder */
export function createCrypto(serverKey: string): Crypto {
  return {
    random: (bytes) => randomBytes(bytes),
    sha256: (text) => createHash("sha256").update(text, "utf8").digest("hex"),
    hmac: (text) => createHmac("sha256", serverKey).update(text, "utf8").digest("base64url"),
  };
}

export function createStore(database: string, log: Log): Store {
  return createSqliteStore({ file: database, log });
}

export function createPasswordScheme(config: Config): Passwords {
  // a core is left to the sessions
  const atOnce = Math.min(config["passwords.atOnce"], Math.max(1, availableParallelism() - 1));
  return createPasswords({ atOnce, waiting: config["passwords.waiting"] });
}
