// Leads from the list to what waits for an answer; not there when nothing does.
import type { JSX } from "preact";
import { Icon } from "../parts/icon.tsx";
import { hashOf } from "../route.ts";
import { t } from "../texts.ts";
import type { Waiting } from "./open-requests.ts";

export function RequestsRow({ waiting }: { readonly waiting: Waiting }): JSX.Element | null {
  const count = waiting.requests.length + waiting.news.length;
  if (count === 0) return null;
  return (
    <a class="requests-row" href={hashOf({ screen: "requests" })}>
      <Icon name="mail" />
      <span class="title">{t.requests.title}</span>
      <span class="badge">{count}</span>
    </a>
  );
}
