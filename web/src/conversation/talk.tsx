// A conversation that one is in: who it is with, what was said, and what one may add.
import { peerOf } from "natter-client";
import type { TopicSnapshot } from "natter-client";
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { Farewell } from "../group/farewell.tsx";
import type { Step } from "../group/farewell.tsx";
import type { MenuItem } from "../parts/menu.tsx";
import { go } from "../route.ts";
import { client } from "../session.ts";
import type { AppTopic, AppTypes } from "../session.ts";
import { t } from "../texts.ts";
import { useIsMissing } from "../list/directory.ts";
import { useSnapshot } from "../watch.ts";
import { useAttendance, useIsStranger } from "./attend.ts";
import { FirstContact } from "./first-contact.tsx";
import { Foot } from "./foot.tsx";
import { footingOf } from "./footing.ts";
import type { Footing } from "./footing.ts";
import { Frame } from "./frame.tsx";
import { History } from "./history.tsx";
import { faceOf, peopleOf } from "./names.ts";
import type { Face } from "./names.ts";
import { ownMode } from "./own-mode.ts";
import { usePictureChoice } from "./picture-choice.ts";

export function Talk(props: { readonly topic: AppTopic; readonly peer: string | undefined }): JSX.Element {
  const { topic, peer } = props;
  const snapshot = useSnapshot(topic);
  const { contacts, isFresh } = useSnapshot(client.me);
  const isStranger = useIsStranger(topic);
  const isMissing = useIsMissing(isStranger && isFresh ? peer : undefined);
  const arrival = useAttendance(topic);
  const picture = usePictureChoice();
  const [written, setWritten] = useState(0);
  const [step, setStep] = useState<Step>();
  const people = useMemo(() => peopleOf(snapshot), [snapshot.members, contacts]);
  const face = faceOf(snapshot);
  const footing = footingFor(topic, peer, isStranger);
  const dropPicture = (): boolean => {
    const hadOne = picture.chosen !== undefined || picture.isBusy;
    picture.drop();
    return hadOne;
  };
  const isEmpty =
    snapshot.messages.length === 0 &&
    ((isStranger && isFresh) || (snapshot.state === "open" && !snapshot.hasEarlier));
  if (isMissing && isStranger) {
    return (
      <Frame>
        <p class="nothing">{t.conversation.noSuch}</p>
      </Frame>
    );
  }
  return (
    <Frame
      face={face}
      about={topic.name}
      status={statusOf(face, snapshot, footing)}
      menu={isStranger ? [] : menuOf(topic, footing, face, setStep)}
      onEscape={dropPicture}
      {...(footing === "writes" && { onFiles: picture.take })}
    >
      {peer !== undefined && footing === "writes" && (
        <FirstContact topic={topic} face={face} onStep={setStep} />
      )}
      {isEmpty ? (
        <p class="nothing">{t.conversation.empty}</p>
      ) : (
        <History {...{ topic, people, arrival, written }} isGroup={face.isGroup} />
      )}
      <Foot {...{ topic, face, footing, picture }} onWritten={() => setWritten((n) => n + 1)} />
      {step && <Farewell topic={topic} face={face} step={step} onClose={() => setStep(undefined)} />}
    </Frame>
  );
}

function footingFor(topic: AppTopic, peer: string | undefined, isStranger: boolean): Footing {
  const { state, members, description } = topic.getSnapshot();
  // whoever left it, or never was there, begins it by writing
  if (isStranger && (state === "gone" || state === "closed")) return "writes";
  const mode = ownMode(topic);
  return footingOf({
    state,
    mode: mode === "" ? undefined : mode,
    want: description?.access?.want,
    peerMode: peer === undefined ? undefined : members.find(({ user }) => user === peer)?.mode,
  });
}

function statusOf(
  face: Face,
  { members, description, state }: TopicSnapshot<AppTypes>,
  footing: Footing,
): string {
  if (footing === "gone" || footing === "banned" || footing === "waiting") return "";
  if (!face.isGroup) return face.isOnline ? t.list.online : "";
  if (members.length === 0) return state === "opening" ? t.connecting : "";
  const inside = members.filter(({ mode }) => mode !== "N" && mode !== "X");
  const online = inside.filter(({ isOnline, user }) => isOnline || user === client.user).length;
  const isLarge = description?.memberCount !== undefined;
  return isLarge
    ? t.conversation.members(description.memberCount ?? 0)
    : t.conversation.membersOnline(inside.length, online);
}

function menuOf(
  topic: AppTopic,
  footing: Footing,
  face: Face,
  onStep: (step: Step) => void,
): readonly MenuItem[] {
  const about = { label: t.conversation.about, onChoose: () => go({ screen: "about", topic: topic.name }) };
  if (footing === "gone") return [];
  if (face.isGroup) {
    return [about, { label: t.farewell.leave.action, isDanger: true, onChoose: () => onStep("leave") }];
  }
  const isBlocked = footing === "blocks";
  const isBlocking = footing === "banned" || isBlocked;
  return [
    about,
    ...(isBlocked ? [{ label: t.farewell.unblock, onChoose: () => void unblock(topic) }] : []),
    ...(isBlocking
      ? []
      : [{ label: t.farewell.block.action, isDanger: true, onChoose: () => onStep("block") }]),
    { label: t.farewell.forget.action, isDanger: true, onChoose: () => onStep("forget") },
  ];
}

async function unblock(topic: AppTopic): Promise<void> {
  const peer = peerOf(topic.name, client.user);
  if (peer !== undefined) await topic.unban(peer).catch(() => {});
}
