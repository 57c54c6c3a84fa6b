// How a request can be answered.
import { markKnown } from "../conversation/known.ts";
import type { AppTopic } from "../session.ts";
import type { OpenRequest } from "./open-requests.ts";

export interface Answer {
  readonly word: "accept" | "approve" | "decline" | "block";
  readonly isMain: boolean;
  /** the conversation is shown next */
  readonly opens: boolean;
  readonly action: (topic: AppTopic) => Promise<unknown>;
}

const talk = "RWP";

export function answersOf({ kind, notice }: OpenRequest): readonly Answer[] {
  const { user, access } = notice;
  const yes = { isMain: true, opens: true };
  const no = { isMain: false, opens: false };
  switch (kind) {
    case "invitation":
      return [
        { ...no, word: "decline", action: (topic) => topic.leave() },
        { ...yes, word: "accept", action: (topic) => topic.accept() },
      ];
    case "join":
      return [
        { ...no, word: "decline", action: (topic) => topic.decline(user) },
        {
          ...no,
          isMain: true,
          word: "approve",
          action: (topic) => topic.approve(user, access?.want ?? talk),
        },
      ];
    case "talk":
      return [
        { ...no, word: "block", action: (topic) => topic.ban(user) },
        { ...no, word: "decline", action: (topic) => topic.leave() },
        { ...yes, word: "accept", action: letIn },
      ];
  }
}

/** What he writes next needs no second yes. */
async function letIn(topic: AppTopic): Promise<void> {
  await topic.open({ mode: talk });
  await markKnown(topic);
}

/** What the person wrote to it: this page sends `{text}`, other clients may send a text. */
export function saidIn(info: unknown): string {
  if (typeof info === "string") return info;
  if (typeof info !== "object" || info === null || !("text" in info)) return "";
  return typeof info.text === "string" ? info.text : "";
}
