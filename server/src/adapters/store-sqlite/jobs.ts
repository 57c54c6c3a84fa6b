// What the main thread asks of the writer thread, and what comes back. Both travel as one JSON text for all that goes at once: to copy
// objects from thread to thread costs several times as much.
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
  | {
      readonly job: "sweep";
      readonly tokensUpTo: number;
      readonly keysBefore: number;
      readonly limit: number;
    }
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

/** Main → writer: jobs that came in the same turn, packed, or the end. */
export type Order = { readonly jobs: string } | "close";

/** Writer → main. Answers come in the order of the jobs, over all orders. */
export type Report =
  | { readonly report: "ready" }
  | { readonly report: "cannot-open"; readonly text: string }
  | { readonly report: "answers"; readonly answers: string }
  | { readonly report: "closed" };

/** @throws TypeError for a value that JSON has not: a bug of one caller */
export function packJobs(jobs: readonly Job[]): string {
  return JSON.stringify(jobs);
}

export function unpackJobs(text: string): readonly Job[] {
  return JSON.parse(text) as readonly Job[];
}

/** A write that was given nothing is null in the text, and versions are pairs. */
type PackedAnswer =
  | Exclude<Answer, { answer: "ok" }>
  | readonly [PackedVersions, readonly (Assigned | null)[]];
type PackedVersions = readonly (readonly [TopicName, number])[];

export function packAnswers(answers: readonly Answer[]): string {
  const packed = answers.map((answer): PackedAnswer =>
    answer.answer === "ok" ? [[...answer.versions], answer.assigned] : answer,
  );
  return JSON.stringify(packed);
}

export function unpackAnswers(text: string): readonly Answer[] {
  return (JSON.parse(text) as readonly PackedAnswer[]).map((packed) => {
    if (!("length" in packed)) return packed;
    const [versions, assigned] = packed;
    return {
      answer: "ok",
      versions: new Map(versions),
      assigned: assigned.map((given) => given ?? undefined),
    };
  });
}
