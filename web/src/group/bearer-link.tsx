// The link by which anybody joins: made by the owner; shown, renewed and closed by managers.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useAttempt } from "../parts/attempt.ts";
import { Question } from "../parts/dialog.tsx";
import { hashOf } from "../route.ts";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { CopyLine } from "./copy-line.tsx";
import { QrCode } from "./qr-code.tsx";
import { ordinary } from "./rights.ts";

type Asking = "renew" | "close";

export function BearerLink(props: {
  readonly topic: AppTopic;
  readonly isOwner: boolean;
}): JSX.Element | null {
  const { topic, isOwner } = props;
  const bearer = useSnapshot(topic).description?.bearer;
  const { isBusy, problem, run } = useAttempt((error) =>
    error.code === 501 ? t.link.off : t.problems.other(error.code, error.text),
  );
  const [asking, ask] = useState<Asking>();
  if (!bearer && !isOwner) return null;
  const change = (action: () => Promise<unknown>): void => {
    ask(undefined);
    void run(async () => {
      await action();
      await topic.describe();
    });
  };
  const isOpen = bearer?.token !== undefined;
  return (
    <section class="about-part" aria-label={t.link.title}>
      <h2>{t.link.title}</h2>
      <p class="hint">{isOpen ? t.link.open : bearer ? t.link.closed : t.link.none}</p>
      {bearer?.token !== undefined && <Shown url={linkOf(topic.name, bearer.token)} />}
      <div class="part-buttons">
        {!bearer && (
          <button
            type="button"
            class="button"
            aria-disabled={isBusy}
            onClick={() => change(() => topic.openByLink(ordinary))}
          >
            {t.link.make}
          </button>
        )}
        {bearer && (
          <button
            type="button"
            class="button"
            aria-disabled={isBusy}
            onClick={() => (isOpen ? ask("renew") : change(() => topic.renewLink()))}
          >
            {isOpen ? t.link.renew : t.link.reopen}
          </button>
        )}
        {isOpen && (
          <button type="button" class="button danger" aria-disabled={isBusy} onClick={() => ask("close")}>
            {t.link.close}
          </button>
        )}
      </div>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {asking && (
        <Question
          title={t.link.questions[asking]}
          text={t.link.stays}
          yes={asking === "renew" ? t.link.renew : t.link.close}
          no={t.cancel}
          isDanger={asking === "close"}
          onYes={() => change(() => (asking === "renew" ? topic.renewLink() : topic.closeLink()))}
          onNo={() => ask(undefined)}
        />
      )}
    </section>
  );
}

function linkOf(topic: string, token: string): string {
  return new URL(hashOf({ screen: "join", topic, token }), location.href).href;
}

function Shown({ url }: { readonly url: string }): JSX.Element {
  return (
    <div class="link-shown">
      <QrCode text={url} label={t.link.qr} />
      <CopyLine label={t.link.label} text={url} />
    </div>
  );
}
