// The main thread's end of the writer thread: hands over jobs, hands out answers, bounds what waits, and brings the writer back after a failure.
// No space: commits go on being tried, and a probe tells when there is space again. A failed disk: everything is refused until a new
// writer opened and verified the file; tries come after 0.1 s, 0.2 s … 5 s.
import { Worker } from "node:worker_threads";
import { CannotOpen, Unavailable } from "../../ports/store.ts";
import { packJobs, unpackAnswers, type Answer, type Job, type Order, type Report } from "./jobs.ts";
import { Damaged } from "./seal.ts";
import type { WriterSettings } from "./writer-worker.ts";

/** Takes what pino takes. */
export interface Log {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

export interface WriterOptions {
  readonly file: string;
  readonly groupSize: number;
  /** jobs that may wait; more are refused at once */
  readonly maxWaiting: number;
  /** bytes: see SqliteStoreOptions */
  readonly checkedUpTo: number;
  readonly log: Log | undefined;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const firstRetryMs = 100;
const lastRetryMs = 5_000;

export class Writer {
  readonly #options: WriterOptions;
  #worker: Worker | undefined;
  /** wakes the thread */
  readonly #orders = new Int32Array(new SharedArrayBuffer(4));
  #state: "closed" | "open" | "failed" | "closing" = "closed";
  #trouble: string | undefined;
  /** jobs of this turn, not yet handed over */
  #jobs: Job[] = [];
  /** who waits, in the order of the jobs */
  #waiting: Waiting[] = [];
  #retry: NodeJS.Timeout | undefined;
  #retryMs = firstRetryMs;
  #probing = false;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** @throws CannotOpen */
  async open(): Promise<void> {
    await this.#startWorker(false);
    this.#state = "open";
  }

  /** Rejects with Unavailable or Damaged; other errors are bugs of the caller. */
  ask(job: Job): Promise<Exclude<Answer, { answer: "unavailable" | "error" | "damaged" }>> {
    return new Promise((resolve, reject) => {
      const refusal = this.#refusal();
      if (refusal !== undefined) return reject(new Unavailable(refusal));
      const give = (answer: Answer): void => {
        if (answer.answer === "unavailable") reject(new Unavailable(answer.text, answer.outcome));
        else if (answer.answer === "damaged") reject(new Damaged(answer.text, answer.topic));
        else if (answer.answer === "error") reject(new Error(`the store refused a write: ${answer.text}`));
        else resolve(answer);
      };
      this.#waiting.push({ resolve: give, reject });
      this.#jobs.push(job);
      // handed over when all that the sockets brought was looked at: it shares a transaction, and the threads meet once
      if (this.#jobs.length === 1) setImmediate(() => this.#handOver());
    });
  }

  /** Finishes what was asked, then ends the thread. */
  async close(): Promise<void> {
    if (this.#state === "closed") return;
    this.#handOver();
    this.#state = "closing";
    clearTimeout(this.#retry);
    const worker = this.#worker;
    if (worker !== undefined) {
      const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
      this.#order(worker, "close");
      await ended;
    }
    this.#refuseWaiting("the store was closed");
    this.#state = "closed";
  }

  #refusal(): string | undefined {
    if (this.#state === "failed") return this.#trouble ?? "the database file failed";
    if (this.#state !== "open") return "the store is closed";
    return this.#waiting.length < this.#options.maxWaiting ? undefined : "too many commits wait for the disk";
  }

  #handOver(): void {
    if (this.#jobs.length === 0) return;
    const jobs = this.#jobs;
    this.#jobs = [];
    try {
      this.#order(this.#worker, { jobs: packJobs(jobs) });
    } catch (error) {
      // a value that JSON has not: a bug of one caller, told to those of this turn alone
      const cause = new Error("a write could not be handed to the writer thread", { cause: error });
      for (const { reject } of this.#waiting.splice(-jobs.length)) reject(cause);
    }
  }

  #order(worker: Worker | undefined, order: Order): void {
    worker?.postMessage(order);
    Atomics.add(this.#orders, 0, 1);
    Atomics.notify(this.#orders, 0);
  }

  #startWorker(afterFailure: boolean): Promise<void> {
    const { file, groupSize, checkedUpTo } = this.#options;
    const settings: WriterSettings = { file, groupSize, checkedUpTo, orders: this.#orders, afterFailure };
    // the published form of this folder is JavaScript
    const program = import.meta.url.endsWith(".ts")
      ? new URL("./writer-worker.ts", import.meta.url)
      : new URL("./writer-worker.js", import.meta.url);
    const worker = new Worker(program, { workerData: settings, name: "natter-writer" });
    this.#worker = worker;
    return new Promise((resolve, reject) => {
      worker.on("message", (report: Report) => {
        if (report.report === "ready") resolve();
        else if (report.report === "cannot-open") reject(new CannotOpen(report.text));
        else if (report.report === "answers") this.#handOut(unpackAnswers(report.answers));
      });
      worker.once("error", (error) => {
        this.#options.log?.error({ err: error }, "the writer thread failed");
        reject(error);
      });
      worker.once("exit", () => {
        reject(new CannotOpen(`the writer thread for ${file} ended`));
        this.#ended(worker);
      });
    });
  }

  #handOut(answers: readonly Answer[]): void {
    const waiting = this.#waiting.splice(0, answers.length);
    const last = answers.at(-1);
    if (last?.answer === "unavailable") this.#failed(last.text, last.trouble);
    else if (this.#trouble !== undefined && this.#state === "open") this.#recovered();
    for (const [at, answer] of answers.entries()) waiting[at]?.resolve(answer);
  }

  #failed(text: string, trouble: "full" | "broken"): void {
    if (this.#state !== "open") return;
    if (this.#trouble === undefined)
      this.#options.log?.error({ trouble }, `the database takes no writes: ${text}`);
    this.#trouble = text;
    if (trouble === "full") return this.#probeLater();
    this.#handOver();
    this.#state = "failed";
    this.#order(this.#worker, "close");
  }

  #recovered(): void {
    this.#trouble = undefined;
    this.#retryMs = firstRetryMs;
    this.#options.log?.info({}, "the database takes writes again");
  }

  /** While the disk is full. A commit that succeeds in the meantime tells the same. */
  #probeLater(): void {
    if (this.#probing) return;
    this.#probing = true;
    this.#later(() => {
      this.#probing = false;
      if (this.#state === "open" && this.#trouble !== undefined)
        this.ask({ job: "probe" }).catch(() => undefined);
    });
  }

  #ended(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#refuseWaiting("the writer thread ended before it answered");
    if (this.#state !== "open" && this.#state !== "failed") return;
    this.#state = "failed";
    this.#trouble ??= "the writer thread ended; it is being started again";
    this.#later(() => this.#reopen());
  }

  #reopen(): void {
    this.#startWorker(true).then(
      () => {
        if (this.#state !== "failed") return;
        this.#state = "open";
        this.#recovered();
      },
      (error: unknown) =>
        this.#options.log?.warn({ err: error }, "the database could not be opened again yet"),
    );
  }

  #later(run: () => void): void {
    this.#retry = setTimeout(run, this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, lastRetryMs);
  }

  #refuseWaiting(text: string): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#jobs = [];
    for (const { reject } of waiting) reject(new Unavailable(text, "unknown"));
  }
}
