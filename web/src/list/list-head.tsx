// Above the list: oneself, and what can be started.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Avatar } from "../parts/avatar.tsx";
import { MenuButton } from "../parts/menu.tsx";
import { nameOf } from "../people.ts";
import { go, hashOf } from "../route.ts";
import { client } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";

export function ListHead(): JSX.Element {
  const { user = "", description } = useSnapshot(client.me);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // what had the focus before the login is gone
    if (document.activeElement === document.body) title.current?.focus();
  }, []);
  return (
    <header class="pane-head list-head">
      <a
        class="list-self"
        href={hashOf({ screen: "profile" })}
        aria-label={t.list.profile}
        title={t.list.profile}
      >
        <Avatar id={user} name={nameOf(description?.public) ?? ""} card={description?.public} size={36} />
        <span class="visually-hidden">{t.list.profile}</span>
      </a>
      <h1 tabIndex={-1} ref={title}>
        {t.list.title}
      </h1>
      <MenuButton
        label={t.list.begin}
        icon="plus"
        items={[
          { label: t.list.start, onChoose: () => go({ screen: "new" }) },
          { label: t.list.startGroup, onChoose: () => go({ screen: "new-group" }) },
        ]}
      />
    </header>
  );
}
