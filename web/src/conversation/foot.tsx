// Below the history: the field to write in, or why one cannot write and what can be done about it.
import { peerOf } from "natter-client";
import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useAttempt } from "../parts/attempt.ts";
import { problemOf } from "../problems.ts";
import { go } from "../route.ts";
import { client } from "../session.ts";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { Composer } from "./composer.tsx";
import type { Footing } from "./footing.ts";
import type { Face } from "./names.ts";
import type { PictureChoice } from "./picture-choice.ts";

export function Foot(props: {
  readonly topic: AppTopic;
  readonly face: Face;
  readonly footing: Footing;
  readonly picture: PictureChoice;
  readonly onWritten: () => void;
}): JSX.Element {
  const { topic, face, footing, picture, onWritten } = props;
  if (footing === "writes") {
    return <Composer topic={topic} name={face.name} picture={picture} onWritten={onWritten} />;
  }
  return <WhyNot topic={topic} face={face} footing={footing} />;
}

function WhyNot(props: {
  readonly topic: AppTopic;
  readonly face: Face;
  readonly footing: Exclude<Footing, "writes">;
}): JSX.Element {
  const { topic, face, footing } = props;
  const { error } = topic.getSnapshot();
  useEffect(() => {
    // who banned whom is in the description, which stays with the subscription
    if (footing === "banned") topic.describe().catch(() => {});
  }, [footing]);
  const why = t.foot[footing];
  const words = typeof why === "string" ? why : why[face.isGroup ? "group" : "person"](face.name);
  return (
    <Note text={footing === "refused" && error ? problemOf(error) : words}>
      <Remedy topic={topic} footing={footing} />
    </Note>
  );
}

function Note(props: { readonly text: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div class="foot-note" role="status">
      <p>{props.text}</p>
      {props.children}
    </div>
  );
}

function Remedy(props: { readonly topic: AppTopic; readonly footing: Footing }): JSX.Element | null {
  const { topic, footing } = props;
  const peer = peerOf(topic.name, client.user);
  switch (footing) {
    case "gone":
      return <Button label={t.foot.toList} onPress={async () => go({ screen: "list" })} />;
    case "refused":
      return <Button label={t.retry} onPress={() => topic.open()} />;
    case "blocks":
      return <Button label={t.farewell.unblock} onPress={async () => peer && topic.unban(peer)} />;
    case "muted":
      return <Button label={t.foot.unmute} onPress={() => comeBack(topic)} />;
    default:
      return null;
  }
}

/** After one banned oneself. */
async function comeBack(topic: AppTopic): Promise<void> {
  const { given = "RWP" } = topic.getSnapshot().description?.access ?? {};
  await topic.requestAccess(given);
  await topic.open();
}

function Button(props: { readonly label: string; readonly onPress: () => Promise<unknown> }): JSX.Element {
  const { isBusy, problem, run } = useAttempt();
  return (
    <>
      <button type="button" class="button" aria-disabled={isBusy} onClick={() => void run(props.onPress)}>
        {props.label}
      </button>
      {problem && <p class="problem">{problem}</p>}
    </>
  );
}
