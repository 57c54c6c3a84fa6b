// The screen of one conversation. A name that is none, a group of others and an invitation have a door before it.
import { isGroupName, isUserId, peerOf } from "natter-client";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { client } from "../session.ts";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { doorOf } from "./door.ts";
import { DoorScreen } from "./door-screen.tsx";
import { Frame } from "./frame.tsx";
import { Talk } from "./talk.tsx";

export function Conversation({ name }: { readonly name: string }): JSX.Element {
  const topic = topicOf(name);
  if (topic) return <Entrance topic={topic} />;
  return (
    <Frame>
      <p class="nothing">{t.conversation.noSuch}</p>
    </Frame>
  );
}

/** undefined: nobody can have this name, or it is not one's own */
export function topicOf(name: string): AppTopic | undefined {
  const self = client.user;
  const isRight = isGroupName(name) || peerOf(name, self) !== undefined || (isUserId(name) && name !== self);
  return isRight ? client.topic(name) : undefined;
}

function Entrance({ topic }: { readonly topic: AppTopic }): JSX.Element {
  const { contacts, notices, isFresh, user: self } = useSnapshot(client.me);
  const [isIn, enter] = useState(false);
  const contact = contacts.find((one) => one.topic === topic.name);
  const peer = peerOf(topic.name, self);
  const door = isIn ? "in" : doorOf({ self, topic: topic.name, peer, contact, notices, isFresh });
  if (door === "in") return <Talk topic={topic} peer={peer} />;
  return <DoorScreen topic={topic} door={door} onEnter={() => enter(true)} />;
}
