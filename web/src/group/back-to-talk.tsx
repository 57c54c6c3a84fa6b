// From what is to be known about a conversation back to it.
import type { JSX } from "preact";
import { hashOf } from "../route.ts";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";

export function BackToTalk({ topic }: { readonly topic: AppTopic }): JSX.Element {
  return (
    <a class="button plain" href={hashOf({ screen: "conversation", topic: topic.name })}>
      {t.about.toTalk}
    </a>
  );
}
