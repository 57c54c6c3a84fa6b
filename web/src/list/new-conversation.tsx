// Finding somebody to talk with, or a group, as one types: first among one's own conversations, then what the server finds.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../parts/icon.tsx";
import { Screen } from "../parts/screen.tsx";
import { State } from "../parts/state.ts";
import { hashOf } from "../route.ts";
import { client } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { moveFocus } from "./arrow-keys.ts";
import { searched } from "./entries.ts";
import { Entry } from "./entry.tsx";
import { FoundEntry } from "./found-entry.tsx";
import { SearchField } from "./search-field.tsx";
import { midnight } from "./when.ts";
import { useFinding } from "./finding.ts";
import type { Finding } from "./finding.ts";

/** What to look for when the screen opens. */
export const wanted = new State("");

const mostOwn = 5;

export function NewConversation(): JSX.Element {
  const [typed, setTyped] = useState(() => wanted.getSnapshot());
  const { contacts } = useSnapshot(client.me);
  const field = useRef<HTMLInputElement>(null);
  const finding = useFinding(typed);
  useEffect(() => {
    wanted.set("");
    field.current?.focus();
  }, []);
  const own = typed.trim() === "" ? [] : searched(contacts, typed).slice(0, mostOwn);
  return (
    <Screen title={t.find.title}>
      <SearchField label={t.find.search} value={typed} onValue={setTyped} input={field} />
      <div class="find-results" onKeyDown={moveFocus}>
        {typed.trim() === "" && <Ways />}
        {own.length > 0 && (
          <section aria-label={t.find.mine}>
            <h2 class="list-title">{t.find.mine}</h2>
            <ul class="entries">
              {own.map((contact) => (
                <Entry
                  key={contact.topic}
                  contact={contact}
                  isChosen={false}
                  isTabStop
                  today={midnight(Date.now())}
                />
              ))}
            </ul>
          </section>
        )}
        <Others finding={finding} />
      </div>
    </Screen>
  );
}

function Ways(): JSX.Element {
  return (
    <>
      <p class="hint find-hint">{t.find.hint}</p>
      <a class="requests-row" href={hashOf({ screen: "new-group" })}>
        <Icon name="group" />
        <span>{t.list.startGroup}</span>
      </a>
    </>
  );
}

function Others({ finding }: { readonly finding: Finding }): JSX.Element | null {
  const { state, found } = finding;
  if (state === "idle") return null;
  return (
    <section aria-label={t.find.others}>
      <h2 class="list-title">{t.find.others}</h2>
      <p class={found.length > 0 ? "visually-hidden" : "hint find-hint"} role="status">
        {state === "found" && found.length > 0 ? t.find.found(found.length) : textOf(finding)}
      </p>
      <ul class="entries" data-old={state === "searching" ? "" : undefined}>
        {found.map((one) => (
          <FoundEntry key={one.user ?? one.topic} found={one} />
        ))}
      </ul>
    </section>
  );
}

function textOf({ state, problem }: Finding): string {
  if (state === "failed") return problem ?? "";
  if (state === "short") return t.find.short;
  return state === "searching" ? t.find.searching : t.find.none;
}
