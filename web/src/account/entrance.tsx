// The frame of the screens before the login: the mark, a title, a form in the middle.
import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import { useTitleFocus } from "../parts/focus.ts";
import { hashOf } from "../route.ts";
import { t } from "../texts.ts";
import { Icon } from "../parts/icon.tsx";

export function Entrance(props: {
  readonly title: string;
  readonly line?: string;
  readonly hasBack?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  const screen = useRef<HTMLElement>(null);
  useTitleFocus(screen);
  return (
    <main class="entrance" ref={screen}>
      <div class="entrance-box">
        {props.hasBack && (
          <a class="icon-button entrance-back" href={hashOf({ screen: "list" })} aria-label={t.back}>
            <Icon name="back" />
          </a>
        )}
        <img class="mark" src="/icon.svg" alt="" width={56} height={56} />
        <h1 tabIndex={-1}>{props.title}</h1>
        {props.line && <p class="hint">{props.line}</p>}
        {props.children}
      </div>
    </main>
  );
}
