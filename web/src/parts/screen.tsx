// A screen in the main pane: a head with its title, and what it shows. It has the focus when it opens; Escape leads back to the list.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { go, hashOf } from "../route.ts";
import { t } from "../texts.ts";
import { Icon } from "./icon.tsx";

export function Screen(props: {
  readonly title: string;
  /** to the right of the title */
  readonly extra?: ComponentChildren;
  readonly children: ComponentChildren;
}): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null);
  const screen = useRef<HTMLElement>(null);
  useEffect(() => {
    // unless something in it took the focus by itself
    if (!screen.current?.contains(document.activeElement)) title.current?.focus();
  }, []);
  const pressed = (event: KeyboardEvent): void => {
    const isInDialog = event.target instanceof Element && event.target.closest("dialog");
    if (event.key !== "Escape" || event.defaultPrevented || isInDialog) return;
    go({ screen: "list" });
  };
  return (
    <section class="screen" ref={screen} onKeyDown={pressed}>
      <header class="pane-head">
        <a class="icon-button only-narrow" href={hashOf({ screen: "list" })} aria-label={t.back}>
          <Icon name="back" />
        </a>
        <h1 tabIndex={-1} ref={title}>
          {props.title}
        </h1>
        {props.extra}
        <a class="icon-button only-wide" href={hashOf({ screen: "list" })} aria-label={t.close}>
          <Icon name="close" />
        </a>
      </header>
      <div class="pane-body">
        <div class="column">{props.children}</div>
      </div>
    </section>
  );
}
