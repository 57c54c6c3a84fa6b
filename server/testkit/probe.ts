// Asks a server's operator side again and again, from a thread of its own, so that what a test itself is busy with does not count.
import { once } from "node:events";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import type { OperatorAccess, ServerProcess } from "./crash.ts";

const pauseMs = 20;

export class Probe {
  readonly #worker: Worker;

  constructor({ operatorAccess }: ServerProcess) {
    this.#worker = new Worker(new URL(import.meta.url), { workerData: { probed: operatorAccess } });
  }

  /** Resolves to the longest that an answer took, ms. */
  async stop(): Promise<number> {
    const told = once(this.#worker, "message");
    this.#worker.postMessage("stop");
    const [slowestMs] = (await told) as [number];
    return slowestMs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }
}

async function probe({ url, headers }: OperatorAccess): Promise<void> {
  let isStopped = false;
  let slowestMs = 0;
  parentPort?.once("message", () => (isStopped = true));
  while (!isStopped) {
    const asked = performance.now();
    await (await fetch(`${url}/stats`, { headers })).text();
    slowestMs = Math.max(slowestMs, performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  parentPort?.postMessage(slowestMs);
}

const given = workerData as { readonly probed?: OperatorAccess } | undefined;
if (!isMainThread && given?.probed !== undefined) await probe(given.probed);
