// Somebody wrote whom one never answered: who is it, and does one want that? An answer is a yes too.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Step } from "../group/farewell.tsx";
import { useAttempt } from "../parts/attempt.ts";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { isStrange, markKnown } from "./known.ts";
import type { Face } from "./names.ts";

export function FirstContact(props: {
  readonly topic: AppTopic;
  readonly face: Face;
  readonly onStep: (step: Step) => void;
}): JSX.Element | null {
  const { topic, face, onStep } = props;
  const snapshot = useSnapshot(topic);
  const { problem, run, isBusy } = useAttempt();
  // what was kept may be older than the answer: it is asked when that is known, and then as long as there is none
  const isAsked = useRef(false);
  isAsked.current = isStrange(snapshot) && (isAsked.current || snapshot.state === "open");
  if (!isAsked.current) return null;
  return (
    <aside class="first-contact" aria-label={t.firstContact.label}>
      <p>{problem ?? t.firstContact.text(face.name)}</p>
      <div class="first-contact-buttons">
        <button type="button" class="button danger" onClick={() => onStep("block")}>
          {t.firstContact.block}
        </button>
        <button
          type="button"
          class="button primary"
          aria-disabled={isBusy}
          onClick={() => void run(() => markKnown(topic))}
        >
          {t.firstContact.accept}
        </button>
      </div>
    </aside>
  );
}
