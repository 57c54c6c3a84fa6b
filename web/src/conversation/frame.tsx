// The head of a conversation and what is below it. Escape leads back to the list.
import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import { Avatar } from "../parts/avatar.tsx";
import { useTitleFocus } from "../parts/focus.ts";
import { Icon } from "../parts/icon.tsx";
import { MenuButton } from "../parts/menu.tsx";
import type { MenuItem } from "../parts/menu.tsx";
import { go, hashOf } from "../route.ts";
import { t } from "../texts.ts";
import type { Face } from "./names.ts";

export function Frame(props: {
  readonly face?: Face;
  /** of the topic, where there is more to see about it */
  readonly about?: string;
  readonly status?: string;
  readonly menu?: readonly MenuItem[];
  /** @returns whether there was something else to end by it */
  readonly onEscape?: () => boolean;
  readonly onFiles?: (files: FileList) => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { face, about, status, menu, onEscape, onFiles, children } = props;
  const section = useRef<HTMLElement>(null);
  useTitleFocus(section);
  const pressed = (event: KeyboardEvent): void => {
    const isInDialog = event.target instanceof Element && event.target.closest("dialog");
    if (event.key !== "Escape" || event.defaultPrevented || isInDialog || event.isComposing) return;
    event.preventDefault();
    if (!onEscape?.()) go({ screen: "list" });
  };
  return (
    <section
      class="conversation"
      ref={section}
      onKeyDown={pressed}
      onDragOver={(event) => onFiles && event.preventDefault()}
      onDrop={(event) => {
        if (!onFiles || !event.dataTransfer) return;
        event.preventDefault();
        onFiles(event.dataTransfer.files);
      }}
    >
      <header class="pane-head">
        <a class="icon-button only-narrow" href={hashOf({ screen: "list" })} aria-label={t.back}>
          <Icon name="back" />
        </a>
        {face && <Title face={face} about={about} status={status} />}
        {menu && menu.length > 0 && <MenuButton label={t.more} icon="more" items={menu} />}
      </header>
      {children}
    </section>
  );
}

function Title(props: {
  readonly face: Face;
  readonly about: string | undefined;
  readonly status: string | undefined;
}): JSX.Element {
  const { face, about, status } = props;
  const inside = (
    <>
      <Avatar
        id={face.id}
        name={face.name}
        card={face.card}
        size={40}
        isGroup={face.isGroup}
        isOnline={face.isOnline}
      />
      <span class="head-names">
        <bdi class="head-name">{face.name}</bdi>
        <span class="head-status">{status ?? ""}</span>
      </span>
    </>
  );
  return (
    <h1 class="head-title" tabIndex={-1}>
      {about === undefined ? (
        <span class="head-link">{inside}</span>
      ) : (
        <a class="head-link" href={hashOf({ screen: "about", topic: about })}>
          {inside}
        </a>
      )}
    </h1>
  );
}
