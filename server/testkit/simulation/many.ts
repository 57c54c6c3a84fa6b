// Many seeds on all cores: threads take every n-th seed each and report one outcome after the other. A thread knows nothing of the others,
// so that how many there are changes nothing but the time it takes.
import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { defects } from "./defects.ts";
import { simulate, type Outcome } from "./simulation.ts";

export interface Batch {
  readonly first: number;
  readonly count: number;
  /** a name of defects.ts */
  readonly defect?: string;
  readonly threads?: number;
}

interface Share {
  readonly first: number;
  readonly step: number;
  readonly end: number;
  readonly defect: string | undefined;
}

/** Hands over each outcome as it comes; `false` ends all. */
export async function simulateMany(batch: Batch, take: (outcome: Outcome) => boolean): Promise<void> {
  const threads = Math.min(batch.threads ?? availableParallelism(), batch.count);
  const workers: Worker[] = [];
  const end = (): void => {
    for (const worker of workers) void worker.terminate();
  };
  const runs = Array.from({ length: threads }, (_, i) => {
    const { first, count, defect } = batch;
    const share: Share = { first: first + i, step: threads, end: first + count, defect };
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    workers.push(worker);
    worker.on("message", (outcome: Outcome) => {
      if (!take(outcome)) end();
    });
    return new Promise<void>((resolve, reject) => worker.once("exit", () => resolve()).once("error", reject));
  });
  await Promise.all(runs);
}

async function work({ first, step, end, defect }: Share): Promise<void> {
  for (let seed = first; seed < end; seed += step) {
    const made = defect === undefined ? undefined : defects[defect]?.make();
    // oxlint-disable-next-line no-await-in-loop
    parentPort?.postMessage(await simulate({ seed, ...(made === undefined ? {} : { defect: made }) }));
  }
}

function isShare(value: unknown): value is Share {
  return typeof value === "object" && value !== null && "first" in value && "step" in value;
}

if (!isMainThread && isShare(workerData)) await work(workerData);
