// The main thread's end of a hashing thread. It is started by the first password, and holds up no process that has nothing else to do.
import type { Argon2Parameters } from "node:crypto";
import { Worker } from "node:worker_threads";
import type { HashAnswer } from "./hasher-worker.ts";

// the published form of this folder is JavaScript
const program = import.meta.url.endsWith(".ts")
  ? new URL("./hasher-worker.ts", import.meta.url)
  : new URL("./hasher-worker.js", import.meta.url);

export class Hasher {
  readonly #program: URL;
  #worker: Worker | undefined;

  constructor(of: URL = program) {
    this.#program = of;
  }

  /** argon2id; one at a time. @throws Error when the parameters are none or the thread ended */
  async hash(parameters: Argon2Parameters): Promise<Uint8Array> {
    const worker = (this.#worker ??= this.#start());
    worker.ref();
    try {
      const answer = await answerOf(worker, parameters);
      if ("error" in answer) throw new Error(`a password could not be hashed: ${answer.error}`);
      return answer.tag;
    } finally {
      worker.unref();
    }
  }

  /** One that ends, at work or idle, is followed by another at the next password. */
  #start(): Worker {
    const worker = new Worker(this.#program, { name: "natter-hasher" });
    // its end follows, and whoever waits hears of both
    worker.on("error", () => undefined);
    worker.once("exit", () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }
}

async function answerOf(worker: Worker, parameters: Argon2Parameters): Promise<HashAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HashAnswer>();
  const ended = (): void => reject(new Error("the hashing thread ended"));
  worker.once("message", resolve).once("error", reject).once("exit", ended);
  worker.postMessage(parameters);
  try {
    return await promise;
  } finally {
    worker.off("message", resolve).off("error", reject).off("exit", ended);
  }
}
