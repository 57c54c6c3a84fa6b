// Somebody waits for an answer of mine.
import type { JSX } from "preact";
import { useAttempt } from "../parts/attempt.ts";
import { Avatar } from "../parts/avatar.tsx";
import { say } from "../parts/toast.tsx";
import { nameOf } from "../people.ts";
import type { Card } from "../people.ts";
import { go } from "../route.ts";
import { client } from "../session.ts";
import type { AppContact } from "../session.ts";
import { t } from "../texts.ts";
import { answersOf, saidIn } from "./answers.ts";
import type { Answer } from "./answers.ts";
import { useCard } from "./directory.ts";
import { shownName } from "./entry.tsx";
import type { OpenRequest } from "./open-requests.ts";
import { fullTimeText, timeText } from "./time-text.ts";
import { dismiss } from "./waiting.ts";

export function RequestCard({ request }: { readonly request: OpenRequest }): JSX.Element {
  const { kind, notice } = request;
  const { topic, user, from, at, position } = notice;
  const attempt = useAttempt();
  const contact = client.me.getSnapshot().contacts.find((one) => one.topic === topic);
  const person = kind === "invitation" ? from : user;
  const card = useCard(person);
  const name = nameOf(card) ?? t.nobody;
  const said = saidIn(notice.info);
  const answer = async ({ word, action, opens }: Answer): Promise<void> => {
    const answered = async (): Promise<void> => {
      await action(client.topic(topic));
      // what one entered is among the conversations from now on
      if (opens) await client.me.refresh();
    };
    if (!(await attempt.run(answered))) return;
    dismiss([position]);
    if (kind === "talk" && word === "decline") say(t.requests.declined(name));
    if (opens) go({ screen: "conversation", topic });
  };
  return (
    <li class="card request">
      <Face kind={kind} contact={contact} person={person} card={card} name={name} />
      <div class="request-text">
        <p>
          <bdi>{titleOf(kind, name)}</bdi>
        </p>
        {kind !== "talk" && contact && (
          <p class="request-group" dir="auto">
            {shownName(contact)}
          </p>
        )}
        {said !== "" && <blockquote dir="auto">{said}</blockquote>}
        <time class="hint" dateTime={new Date(at).toISOString()} title={fullTimeText(at)}>
          {timeText(at)}
        </time>
        {attempt.problem && (
          <p class="problem" role="alert">
            {attempt.problem}
          </p>
        )}
        <div class="row-of-buttons">
          {answersOf(request).map((one) => (
            <button
              type="button"
              key={one.word}
              class={one.isMain ? "button primary" : one.word === "block" ? "button danger" : "button"}
              aria-disabled={attempt.isBusy}
              onClick={() => void answer(one)}
            >
              {t.requests[one.word]}
            </button>
          ))}
        </div>
      </div>
    </li>
  );
}

function titleOf(kind: OpenRequest["kind"], name: string): string {
  switch (kind) {
    case "invitation":
      return t.requests.invitation(name);
    case "join":
      return t.requests.asksToJoin(name);
    case "talk":
      return t.requests.asksToTalk(name);
  }
}

/** Of an invitation that of the group, else that of the person. */
function Face(props: {
  readonly kind: OpenRequest["kind"];
  readonly contact: AppContact | undefined;
  readonly person: string | undefined;
  readonly card: Card | undefined;
  readonly name: string;
}): JSX.Element {
  const { kind, contact, person, card, name } = props;
  if (kind === "invitation" && contact) {
    return <Avatar id={contact.topic} name={shownName(contact)} card={contact.public} isGroup />;
  }
  return <Avatar id={person ?? ""} name={name} card={card} />;
}
