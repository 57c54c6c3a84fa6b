// Whether and by which words others find this account, who may write first, and the id to hand out.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { unlessChanged, useAttempt } from "../parts/attempt.ts";
import { CopyLine } from "../group/copy-line.tsx";
import { Switch } from "../parts/switch.tsx";
import { say } from "../parts/toast.tsx";
import { nameOf } from "../people.ts";
import { client } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { tagsOf, WordsField } from "./words-field.tsx";
import type { Finding } from "./words-field.tsx";

/** What others may do who start a conversation: the server's default, or nothing until they are let in. */
const open = "RWP";
const closed = "N";

export function Findable(): JSX.Element {
  const { user = "", description } = useSnapshot(client.me);
  const [edited, edit] = useState<Finding>();
  const attempt = useAttempt();
  const tags = description?.tags ?? [];
  const finding = edited ?? { isOn: tags.length > 0, text: tags.join(" ") };
  const words = tagsOf(finding);
  const isMissing = words?.length === 0;
  const mustAsk = description?.defaultAccess?.auth === closed;
  const saved = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!(await attempt.run(() => client.me.change({ tags: words })))) return;
    edit(unlessChanged(edited, undefined));
    say(t.profile.saved);
  };
  const turned = (isOn: boolean): void =>
    void attempt.run(() => client.me.change({ defaultAccess: { auth: isOn ? closed : open } }));
  return (
    <>
      <form class="fields" onSubmit={(event) => void saved(event)}>
        <WordsField
          name={nameOf(description?.public) ?? ""}
          value={finding}
          problem={isMissing ? t.account.wordsMissing : undefined}
          onValue={edit}
        />
        <Switch
          label={t.profile.mustAsk}
          isOn={mustAsk}
          isDisabled={description === undefined}
          onTurn={turned}
        />
        {attempt.problem && (
          <p class="problem" role="alert">
            {attempt.problem}
          </p>
        )}
        {edited && (
          <div class="row-of-buttons">
            <button type="submit" class="button primary" aria-disabled={attempt.isBusy} disabled={isMissing}>
              {t.save}
            </button>
          </div>
        )}
      </form>
      <div class="own-id">
        <CopyLine label={t.profile.id} text={user} />
        <p class="hint">{t.profile.idHint}</p>
      </div>
    </>
  );
}
