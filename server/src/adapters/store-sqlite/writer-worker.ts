// The writer thread: owns the only connection that writes. It takes all orders that came in while the last transaction ran,
// makes groups of them (about `groupSize` writes each) and answers a group together. There is no timer: a lone commit waits for nobody.
// It sleeps in Atomics.wait, not in an event loop: waking up for a lone commit costs a fraction of that.
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from "node:worker_threads";
import { CannotOpen } from "../../ports/store.ts";
import { Group } from "./group.ts";
import { packAnswers, unpackJobs, type Job, type Order, type Report } from "./jobs.ts";
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
  /** counts orders; the thread sleeps until it moves */
  readonly orders: Int32Array;
  /** the former connection failed: do not trust the file before it was verified */
  readonly afterFailure: boolean;
}

function start(port: MessagePort, settings: WriterSettings): void {
  const { file, groupSize, checkedUpTo, orders, afterFailure } = settings;
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
  tell({ report: "ready" });
  for (let isLast = false; !isLast;) {
    const seen = Atomics.load(orders, 0);
    const collected = collect(port);
    ({ isLast } = collected);
    for (const jobs of groupsOf(collected.jobs, groupSize)) {
      tell({ report: "answers", answers: packAnswers(group.run(jobs)) });
    }
    // an order that came since is seen by the count
    if (!isLast) Atomics.wait(orders, 0, seen);
  }
  db.close();
  tell({ report: "closed" });
  port.close();
}

/** Everything that waits, in order. */
function collect(port: MessagePort): { jobs: Job[]; isLast: boolean } {
  const jobs: Job[] = [];
  for (;;) {
    const order = receiveMessageOnPort(port)?.message as Order | undefined;
    if (order === undefined || order === "close") return { jobs, isLast: order === "close" };
    jobs.push(...unpackJobs(order.jobs));
  }
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
