// The writer thread: owns the only connection that writes. It takes all orders that came in while the last transaction ran,
// makes groups of them (about `groupSize` writes each) and answers a group together. There is no timer: a lone commit waits for nobody.
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from "node:worker_threads";
import { CannotOpen } from "../../ports/store.ts";
import { Group } from "./group.ts";
import type { Job, Order, Report } from "./jobs.ts";
import { openConnection } from "./open.ts";
import { migrate } from "./schema.ts";
import { explainOpen } from "./sqlite-error.ts";
import { checkPages, proveWritable, settle } from "./verify.ts";

export interface WriterSettings {
  readonly file: string;
  /** writes in one transaction; the job that reaches it is its last */
  readonly groupSize: number;
  /** bytes: a file up to this size is checked page by page */
  readonly checkedUpTo: number;
  /** the former connection failed: do not trust the file before it was verified */
  readonly afterFailure: boolean;
}

function start(port: MessagePort, { file, groupSize, checkedUpTo, afterFailure }: WriterSettings): void {
  const tell = (report: Report): void => port.postMessage(report);
  const db = openConnection(file);
  try {
    migrate(db, file);
    if (afterFailure) proveWritable(db);
    else settle(db);
    checkPages(db, checkedUpTo);
  } catch (error) {
    db.close();
    throw error;
  }
  const group = new Group(db);
  port.on("message", (order: Order) => {
    const { jobs: collected, isLast } = collect(port, order);
    for (const jobs of groupsOf(collected, groupSize)) {
      tell({ report: "answers", answers: group.run(jobs) });
    }
    if (!isLast) return;
    db.close();
    tell({ report: "closed" });
    port.close();
  });
  tell({ report: "ready" });
}

/** Everything that waits, in order. */
function collect(port: MessagePort, first: Order): { jobs: Job[]; isLast: boolean } {
  const jobs: Job[] = [];
  let order: Order | undefined = first;
  while (order !== undefined && order !== "close") {
    jobs.push(...order);
    order = receiveMessageOnPort(port)?.message as Order | undefined;
  }
  return { jobs, isLast: order === "close" };
}

/** Cuts the jobs so that no transaction grows long, whatever the commits hold. */
function* groupsOf(jobs: readonly Job[], groupSize: number): Iterable<readonly Job[]> {
  let [first, writes] = [0, 0];
  for (const [at, job] of jobs.entries()) {
    writes += job.job === "commit" ? Math.max(1, job.writes.length) : 1;
    if (writes < groupSize && at < jobs.length - 1) continue;
    yield jobs.slice(first, at + 1);
    [first, writes] = [at + 1, 0];
  }
}

if (parentPort !== null) {
  const settings = workerData as WriterSettings;
  try {
    start(parentPort, settings);
  } catch (error) {
    const text = error instanceof CannotOpen ? error.message : explainOpen(error, settings.file);
    parentPort.postMessage({ report: "cannot-open", text } satisfies Report);
  }
}
