// A menu that opens at a button or at the pointer. The platform closes it on Escape and on a click beside it; arrow keys move in it.
import type { JSX, TargetedKeyboardEvent } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon.tsx";

export interface MenuItem {
  readonly label: string;
  readonly isDanger?: boolean;
  readonly onChoose: () => void;
}

export interface Place {
  readonly x: number;
  readonly y: number;
  /** x is where it ends, not where it begins */
  readonly isEnd?: boolean;
}

const edgePx = 8;

export function Menu(props: {
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** the corner that is nearest to where it was asked for */
  readonly at: Place;
  /** gets the focus back */
  readonly opener: HTMLElement | null;
  readonly onClose: () => void;
}): JSX.Element {
  const { label, items, at, opener, onClose } = props;
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = menu;
    if (!current) return;
    current.showPopover();
    place(current, at);
    itemsOf(current)[0]?.focus({ preventScroll: true });
  }, []);
  const choose = (item: MenuItem): void => {
    opener?.focus({ preventScroll: true });
    onClose();
    item.onChoose();
  };
  // `toggle` comes later, when it may be open again
  const toggles = (event: { readonly newState: string }): void => {
    if (event.newState !== "closed") return;
    if (menu.current?.contains(document.activeElement)) opener?.focus({ preventScroll: true });
    onClose();
  };
  return (
    <div
      class="menu"
      popover="auto"
      role="menu"
      aria-label={label}
      ref={menu}
      onBeforeToggle={toggles}
      onKeyDown={move}
    >
      {items.map((item) => (
        <button
          type="button"
          role="menuitem"
          tabIndex={-1}
          key={item.label}
          class={item.isDanger ? "menu-item danger" : "menu-item"}
          onClick={() => choose(item)}
        >
          {item.label}
        </button>
      ))}
    </div>
  );
}

/** A button with an icon that opens a menu. */
export function MenuButton(props: {
  readonly label: string;
  readonly icon: IconName;
  readonly items: readonly MenuItem[];
}): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  const [at, open] = useState<Place>();
  const clicked = (): void => {
    const box = button.current?.getBoundingClientRect();
    if (box) open({ x: box.right, y: box.bottom + 4, isEnd: true });
  };
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={props.label}
        title={props.label}
        aria-haspopup="menu"
        aria-expanded={at !== undefined}
        ref={button}
        onClick={clicked}
      >
        <Icon name={props.icon} />
      </button>
      {at && (
        <Menu
          label={props.label}
          items={props.items}
          at={at}
          opener={button.current}
          onClose={() => open(undefined)}
        />
      )}
    </>
  );
}

function itemsOf(menu: HTMLElement): readonly HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>("[role=menuitem]")];
}

/** Where it was asked for, as far as the window has room. */
function place(menu: HTMLElement, { x, y, isEnd }: Place): void {
  const { offsetWidth, offsetHeight } = menu;
  const left = isEnd || x + offsetWidth + edgePx > innerWidth ? x - offsetWidth : x;
  const top = y + offsetHeight + edgePx > innerHeight ? innerHeight - offsetHeight - edgePx : y;
  menu.style.setProperty("left", `${Math.max(edgePx, left)}px`);
  menu.style.setProperty("top", `${Math.max(edgePx, top)}px`);
}

function move(event: TargetedKeyboardEvent<HTMLDivElement>): void {
  const items = itemsOf(event.currentTarget);
  const now = items.findIndex((item) => item === document.activeElement);
  const next: Readonly<Record<string, number>> = {
    ArrowDown: now + 1,
    ArrowUp: now - 1 + items.length,
    Home: 0,
    End: items.length - 1,
  };
  if (event.key === "Tab") event.currentTarget.hidePopover();
  // Escape is the menu's own here, not that of what lies below
  if (event.key === "Escape") event.stopPropagation();
  const target = next[event.key];
  if (target === undefined) return;
  event.preventDefault();
  items[target % items.length]?.focus();
}
