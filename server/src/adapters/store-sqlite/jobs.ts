// What the main thread asks of the writer thread, and what comes back. Values are copied between the two.
import type { TopicName } from "../../core/ids.ts";
import type { Assigned, Expect, Write } from "../../core/vocabulary.ts";
import type { Mark } from "../../ports/store.ts";

export type Job =
  | {
      readonly job: "commit";
      readonly tenant: number;
      readonly expects: readonly Expect[];
      readonly writes: readonly Write[];
    }
  | { readonly job: "mark"; readonly tenant: number; readonly marks: readonly Mark[] }
  | { readonly job: "sweep"; readonly now: number; readonly keysBefore: number; readonly limit: number }
  /** a write that changes nothing, to learn whether the disk takes writes */
  | { readonly job: "probe" };

export type Answer =
  | {
      readonly answer: "ok";
      readonly versions: ReadonlyMap<TopicName, number>;
      readonly assigned: readonly Assigned[];
    }
  | { readonly answer: "conflict"; readonly topic: TopicName }
  | { readonly answer: "taken" }
  | { readonly answer: "done"; readonly count: number }
  /** not the disk: a value that does not fit, or a bug */
  | { readonly answer: "error"; readonly text: string }
  /** a row that it needs is not what was written */
  | { readonly answer: "damaged"; readonly text: string; readonly topic: TopicName | undefined }
  | {
      readonly answer: "unavailable";
      readonly outcome: "none" | "unknown";
      readonly text: string;
      readonly trouble: "full" | "broken";
    };

/** Main → writer: jobs that came in the same turn, or the end. */
export type Order = readonly Job[] | "close";

/** Writer → main. Answers come in the order of the jobs, over all orders. */
export type Report =
  | { readonly report: "ready" }
  | { readonly report: "cannot-open"; readonly text: string }
  | { readonly report: "answers"; readonly answers: readonly Answer[] }
  | { readonly report: "closed" };
