// What is to be known and done about a conversation: about the other person, or about the group.
import { peerOf } from "natter-client";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useAttendance, useIsStranger } from "../conversation/attend.ts";
import { topicOf } from "../conversation/conversation.tsx";
import { faceOf } from "../conversation/names.ts";
import { isListStale } from "../conversation/own-mode.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Screen } from "../parts/screen.tsx";
import { client } from "../session.ts";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { useCard } from "../list/directory.ts";
import { useSnapshot } from "../watch.ts";
import { AboutGroup } from "./about-group.tsx";
import { AboutPerson } from "./about-person.tsx";
import { BackToTalk } from "./back-to-talk.tsx";
import { Farewell } from "./farewell.tsx";
import type { Step } from "./farewell.tsx";

export function About({ name }: { readonly name: string }): JSX.Element {
  const topic = topicOf(name);
  if (topic) return <Inside topic={topic} />;
  return (
    <Screen title={t.about.title}>
      <p>{t.conversation.noSuch}</p>
    </Screen>
  );
}

function Inside({ topic }: { readonly topic: AppTopic }): JSX.Element {
  const snapshot = useSnapshot(topic);
  const { notices } = useSnapshot(client.me);
  const [step, setStep] = useState<Step>();
  useAttendance(topic);
  const { state, description, members } = snapshot;
  const present = members.flatMap(({ user, isOnline }) => (isOnline ? [user] : [])).join();
  useEffect(() => {
    // notices tell of rights, requests and offers; nothing tells that a member left, but that he went
    if (state === "open") void look(topic).catch(() => {});
  }, [notices.length, state, present]);
  const peer = peerOf(topic.name, client.user);
  useCard(peer);
  const face = faceOf(snapshot);
  const isStranger = useIsStranger(topic);
  const isGone = state === "gone" && !isStranger;
  return (
    <Screen title={t.about.title} extra={<BackToTalk topic={topic} />}>
      <header class="about-head">
        <Avatar
          id={face.id}
          name={face.name}
          card={face.card}
          size={96}
          isGroup={face.isGroup}
          isOnline={face.isOnline}
        />
        <h2 class="about-name" dir="auto">
          {face.name}
        </h2>
        <p class="hint">{isGone ? t.foot.gone : stateLine(face.isOnline, description?.memberCount)}</p>
      </header>
      {!isGone && peer !== undefined && (
        <AboutPerson topic={topic} face={face} peer={peer} onStep={setStep} />
      )}
      {!isGone && peer === undefined && <AboutGroup topic={topic} face={face} onStep={setStep} />}
      {step && <Farewell topic={topic} face={face} step={step} onClose={() => setStep(undefined)} />}
    </Screen>
  );
}

async function look(topic: AppTopic): Promise<void> {
  await Promise.all([topic.describe(), topic.loadMembers()]);
  if (isListStale(topic)) await client.me.refresh();
}

function stateLine(isOnline: boolean, memberCount: number | undefined): string {
  if (memberCount !== undefined) return t.conversation.members(memberCount);
  return isOnline ? t.list.online : "";
}
