// Before a conversation that one is not in yet: what it is, and the question whether one wants to.
import { peerOf } from "natter-client";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useAttempt } from "../parts/attempt.ts";
import { Avatar } from "../parts/avatar.tsx";
import { go } from "../route.ts";
import { client } from "../session.ts";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import type { Door } from "./door.ts";
import { Frame } from "./frame.tsx";
import { markKnown } from "./known.ts";
import { faceOf } from "./names.ts";

export function DoorScreen(props: {
  readonly topic: AppTopic;
  readonly door: Exclude<Door, "in">;
  readonly onEnter: () => void;
}): JSX.Element {
  const { topic, door, onEnter } = props;
  const face = faceOf(useSnapshot(topic));
  const looking = useAttempt();
  const { isBusy, problem, run } = useAttempt();
  useEffect(() => {
    // the list says enough of those that are in it
    if (door === "stranger") void looking.run(() => topic.describe());
  }, [door]);
  if (door === "looking") {
    return (
      <Frame>
        <p class="nothing">{t.loading}</p>
      </Frame>
    );
  }
  const words = t.door[door];
  const enter = async (): Promise<void> => {
    const entered = async (): Promise<void> => {
      await topic.accept();
      if (door === "asked") await markKnown(topic);
    };
    if (await run(entered)) onEnter();
  };
  const refuse = async (): Promise<void> => {
    if (await run(() => refusal(topic, door))) go({ screen: "list" });
  };
  return (
    <Frame>
      <div class="door">
        <Avatar id={face.id} name={face.name} card={face.card} size={96} isGroup={face.isGroup} />
        <h1 dir="auto" tabIndex={-1}>
          {face.name}
        </h1>
        <p class="hint">{looking.problem ?? words.text}</p>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <div class="row-of-buttons">
          <button
            type="button"
            class={door === "stranger" ? "button" : "button danger"}
            aria-disabled={isBusy}
            onClick={() => void refuse()}
          >
            {words.no}
          </button>
          {looking.problem === undefined && (
            <button type="button" class="button primary" aria-disabled={isBusy} onClick={() => void enter()}>
              {words.yes}
            </button>
          )}
        </div>
      </div>
    </Frame>
  );
}

async function refusal(topic: AppTopic, door: Door): Promise<void> {
  const peer = peerOf(topic.name, client.user);
  if (door === "asked" && peer !== undefined) await topic.ban(peer);
  if (door === "invited") await topic.leave();
}
