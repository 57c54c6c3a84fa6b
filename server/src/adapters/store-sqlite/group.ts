// Group commit: commits that wait go together into one transaction and one flush, each inside its own savepoint, so that a refused one
// (conflict, taken, an error of its own) leaves its neighbours unharmed. Without space or with a failing disk all of them are refused.
// A COMMIT that failed is never tried again: after a failed flush the kernel may have dropped the pages and report the next one as good.
import type { DatabaseSync } from "node:sqlite";
import { Committer, Taken } from "./commit.ts";
import { Heads } from "./heads.ts";
import type { Answer, Job } from "./jobs.ts";
import { marker, type WriteMarks } from "./marks.ts";
import { command } from "./query.ts";
import { Damaged } from "./seal.ts";
import { failureOf } from "./sqlite-error.ts";
import { SubscriptionRows } from "./subscription-rows.ts";
import { sweeper, type Sweep } from "./sweep.ts";

export class Group {
  readonly #db: DatabaseSync;
  readonly #heads: Heads;
  readonly #committer: Committer;
  readonly #marks: WriteMarks;
  readonly #sweep: Sweep;
  readonly #sql: ReturnType<typeof prepare>;
  #broken: string | undefined;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#heads = new Heads(db);
    const subscriptions = new SubscriptionRows(db);
    this.#committer = new Committer(db, this.#heads, subscriptions);
    this.#marks = marker(this.#heads, subscriptions);
    this.#sweep = sweeper(db);
    this.#sql = prepare(db);
  }

  /** One transaction for all of these; answers in the order of the jobs. */
  run(jobs: readonly Job[]): Answer[] {
    if (this.#broken !== undefined) return refuse(jobs, "none", this.#broken, "broken");
    try {
      this.#sql.begin();
      const answers = jobs.map((job) => this.#apart(job));
      this.#heads.flush();
      return this.#commit(jobs) ?? answers;
    } catch (error) {
      return this.#failed(jobs, error, "none");
    }
  }

  #commit(jobs: readonly Job[]): Answer[] | undefined {
    try {
      this.#sql.commit();
      return undefined;
    } catch (error) {
      // no space: a frame was not written, so the mark that ends the transaction was not either
      return this.#failed(jobs, error, failureOf(error) === "full" ? "none" : "unknown");
    }
  }

  /** Does one job in its savepoint. Throws only what concerns the whole group. */
  #apart(job: Job): Answer {
    const conflict = this.#conflict(job);
    if (conflict !== undefined) return conflict;
    const { savepoint, release, undo } = isOneMessage(job) ? bare : this.#sql;
    savepoint();
    this.#heads.begin();
    try {
      const answer = this.#do(job);
      release();
      return answer;
    } catch (error) {
      if (failureOf(error) !== "statement") throw error;
      undo();
      release();
      this.#heads.undo();
      if (error instanceof Damaged) return damaged(error);
      return error instanceof Taken ? { answer: "taken" } : { answer: "error", text: textOf(error) };
    }
  }

  /** Before the savepoint, which a refused commit does not need. */
  #conflict(job: Job): Answer | undefined {
    if (job.job !== "commit") return undefined;
    try {
      const topic = this.#committer.conflict(job.tenant, job.expects);
      return topic === undefined ? undefined : { answer: "conflict", topic };
    } catch (error) {
      if (error instanceof Damaged) return damaged(error);
      throw error;
    }
  }

  #do(job: Job): Answer {
    switch (job.job) {
      case "commit": {
        const { versions, assigned } = this.#committer.apply(job.tenant, job.expects, job.writes);
        return { answer: "ok", versions, assigned };
      }
      case "mark":
        this.#marks(job.tenant, job.marks);
        return { answer: "done", count: job.marks.length };
      case "sweep":
        return { answer: "done", count: this.#sweep(job.tokensUpTo, job.keysBefore, job.limit) };
      case "probe":
        this.#sql.probe();
        return { answer: "done", count: 1 };
    }
  }

  #failed(jobs: readonly Job[], error: unknown, outcome: "none" | "unknown"): Answer[] {
    this.#heads.forget();
    let failure = failureOf(error);
    try {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
    } catch {
      failure = "broken";
    }
    const text = textOf(error);
    if (failure === "full") return refuse(jobs, outcome, `no space left for the database (${text})`, "full");
    this.#broken = `the database file failed (${text}); it is read-only until it was reopened and verified`;
    return refuse(jobs, outcome, this.#broken, "broken");
  }
}

/** Instead of a savepoint, where there is nothing to undo. */
const nothing = (): void => {};
const bare = { savepoint: nothing, release: nothing, undo: nothing };

/**
 * What is wrong with it shows before its row is stored. A sender who was never named before may stay behind as a row that says nothing
 * but his id.
 */
function isOneMessage(job: Job): boolean {
  return job.job === "commit" && job.writes.length === 1 && job.writes[0]?.put === "message";
}

function refuse(
  jobs: readonly Job[],
  outcome: "none" | "unknown",
  text: string,
  trouble: "full" | "broken",
): Answer[] {
  return jobs.map(() => ({ answer: "unavailable", outcome, text, trouble }));
}

function damaged({ message, topic }: Damaged): Answer {
  return { answer: "damaged", text: message, topic };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function prepare(db: DatabaseSync) {
  return {
    begin: command(db, "BEGIN IMMEDIATE"),
    commit: command(db, "COMMIT"),
    savepoint: command(db, "SAVEPOINT one"),
    release: command(db, "RELEASE one"),
    undo: command(db, "ROLLBACK TO one"),
    probe: command(db, "UPDATE probe SET count = count + 1"),
  };
}
