// A screen in the main pane: a head with its title, and what it shows. It has the focus when it opens; Escape leads back to the list.
import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import { go, hashOf } from "../route.ts";
import { t } from "../texts.ts";
import { useTitleFocus } from "./focus.ts";
import { Icon } from "./icon.tsx";

export function Screen(props: {
  readonly title: string;
  /** to the right of the title */
  readonly extra?: ComponentChildren;
  readonly children: ComponentChildren;
}): JSX.Element {
  const screen = useRef<HTMLElement>(null);
  useTitleFocus(screen);
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
        <h1 tabIndex={-1}>{props.title}</h1>
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
