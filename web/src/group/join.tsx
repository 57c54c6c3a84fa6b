// Where a link into a group leads: what it is, and one button: to join, or back where the link is of no use.
import { can, isGroupName, NatterError } from "natter-client";
import type { Description } from "natter-client";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useAttempt } from "../parts/attempt.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Screen } from "../parts/screen.tsx";
import { nameOf } from "../people.ts";
import type { Card } from "../people.ts";
import { problemOf } from "../problems.ts";
import { go, hashOf } from "../route.ts";
import { client } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";

export function Join({ name, token }: { readonly name: string; readonly token: string }): JSX.Element {
  const [description, setDescription] = useState<Description<Card>>();
  const looking = useAttempt((error) => (error.code === 404 ? t.join.gone : problemOf(error)));
  const joining = useAttempt(reasonOf);
  useEffect(() => {
    if (!isGroupName(name)) return;
    void looking.run(async () => setDescription(await client.topic(name).describe()));
  }, [name]);
  const isMember = useSnapshot(client.me).contacts.some(
    ({ topic, mode }) => topic === name && can(mode, "R"),
  );
  useEffect(() => {
    if (isMember) go({ screen: "conversation", topic: name }, { replace: true });
  }, [isMember]);
  const join = async (): Promise<void> => {
    if (await joining.run(() => enter(name, token)))
      go({ screen: "conversation", topic: name }, { replace: true });
  };
  const { error, problem } = joining.error ? joining : looking;
  // an answer that comes too late, or not at all, says nothing about the link
  const isDead = !isGroupName(name) || error?.canRetry === false;
  const why = isGroupName(name) ? problem : t.join.gone;
  const title = nameOf(description?.public) ?? t.group;
  return (
    <Screen title={t.join.title}>
      <div class="door">
        <Avatar id={name} name={title} card={description?.public} size={96} isGroup />
        <h2 dir="auto">{title}</h2>
        {why === undefined ? (
          <p class="hint">{t.join.text}</p>
        ) : (
          <p class="problem" role="alert">
            {why}
          </p>
        )}
        {isDead ? (
          <a class="button" href={hashOf({ screen: "list" })}>
            {t.foot.toList}
          </a>
        ) : (
          <button
            type="button"
            class="button primary"
            aria-disabled={joining.isBusy}
            disabled={!description && !error}
            onClick={() => void join()}
          >
            {t.join.submit}
          </button>
        )}
      </div>
    </Screen>
  );
}

/** Who is a member already just walks in. */
async function enter(name: string, token: string): Promise<void> {
  const topic = await client.joinByLink(name, token);
  const { state, error } = topic.getSnapshot();
  if (state !== "open") throw error ?? new NatterError(403, "not open");
}

/** One answer for a wrong link and for one that was closed: the server does not tell them apart. */
function reasonOf(error: NatterError): string {
  if (error.code === 403) return t.join.closed;
  if (error.code === 404) return t.join.gone;
  if (error.code === 422) return t.join.full;
  return problemOf(error);
}
