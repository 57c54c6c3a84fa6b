// The side pane: oneself, the search, what waits for an answer, and the conversations, the one where something was said last on top.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../parts/icon.tsx";
import { go, hashOf } from "../route.ts";
import { client } from "../session.ts";
import type { AppContact } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { moveFocus } from "./arrow-keys.ts";
import { isForgotten, searched } from "./entries.ts";
import { Entry } from "./entry.tsx";
import { ListHead } from "./list-head.tsx";
import { wanted } from "./new-conversation.tsx";
import { asideOf } from "./open-requests.ts";
import { RequestsRow } from "./requests-row.tsx";
import { SearchField } from "./search-field.tsx";
import { useWaiting } from "./waiting.ts";
import { midnight } from "./when.ts";

export function ConversationList({ chosen }: { readonly chosen: string | undefined }): JSX.Element {
  const { contacts, isFresh } = useSnapshot(client.me);
  const waiting = useWaiting();
  const [search, setSearch] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useSearchKeys(field);
  const aside = asideOf(waiting);
  const found = searched(
    contacts.filter((one) => !aside.has(one.topic) && !isForgotten(one)),
    search,
  );
  const searchAll = (): void => {
    wanted.set(search);
    setSearch("");
    go({ screen: "new" });
  };
  return (
    <>
      <ListHead />
      <SearchField label={t.list.search} value={search} onValue={setSearch} input={field} />
      <div class="pane-body" onKeyDown={moveFocus}>
        {search === "" && <RequestsRow waiting={waiting} />}
        {found.length > 0 ? (
          <Entries contacts={found} chosen={chosen} />
        ) : search !== "" ? (
          <Missing search={search} onSearchAll={searchAll} />
        ) : isFresh ? (
          <Empty />
        ) : (
          <Skeleton />
        )}
      </div>
    </>
  );
}

function Entries(props: {
  readonly contacts: readonly AppContact[];
  readonly chosen: string | undefined;
}): JSX.Element {
  const { contacts, chosen } = props;
  const isThere = contacts.some(({ topic }) => topic === chosen);
  const today = midnight(Date.now());
  const tabStop = isThere ? chosen : contacts[0]?.topic;
  return (
    <ul class="entries" aria-label={t.list.title}>
      {contacts.map((contact) => (
        <Entry
          key={contact.topic}
          contact={contact}
          isChosen={contact.topic === chosen}
          isTabStop={contact.topic === tabStop}
          today={today}
        />
      ))}
    </ul>
  );
}

function Missing(props: { readonly search: string; readonly onSearchAll: () => void }): JSX.Element {
  return (
    <div class="list-empty">
      <p role="status">{t.list.nothing(props.search)}</p>
      <button type="button" class="button" onClick={props.onSearchAll}>
        {t.list.searchAll}
      </button>
    </div>
  );
}

function Empty(): JSX.Element {
  return (
    <div class="list-empty">
      <p>{t.list.empty}</p>
      <a class="button primary" href={hashOf({ screen: "new" })}>
        <Icon name="plus" />
        {t.list.start}
      </a>
    </div>
  );
}

function Skeleton(): JSX.Element {
  return (
    <>
      <p class="visually-hidden" role="status">
        {t.loading}
      </p>
      <ul class="entries" aria-hidden="true">
        {Array.from({ length: 8 }, (_, index) => (
          <li class="entry-row" key={index}>
            <div class="entry skeleton">
              <span class="avatar" />
              <span class="entry-lines">
                <span class="entry-name" />
                <span class="entry-last" />
              </span>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

/** `/` and Ctrl+K, wherever one is, unless something is being typed. */
function useSearchKeys(field: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof Element && event.target.closest("input, textarea, dialog");
      const isSlash = event.key === "/" && !isTyping;
      const isControlK = event.key === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
      if (!isSlash && !isControlK) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [field]);
}
