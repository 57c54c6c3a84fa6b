// Where the keyboard is: on the title of a screen that opens, and near the place of what it was on when that is gone.
import { useEffect, useRef } from "preact/hooks";

/** From an element outwards. */
export function ancestorsOf(inner: Element | null): readonly HTMLElement[] {
  const all: HTMLElement[] = [];
  for (let one = inner; one instanceof HTMLElement; one = one.parentElement) all.push(one);
  return all;
}

/** The first of these that is there and takes it; before it the title in it. */
export function focusNear(way: readonly HTMLElement[]): void {
  for (const one of way.filter(({ isConnected }) => isConnected)) {
    const title = one.querySelector<HTMLElement>(":is(h1, h2)[tabindex]");
    for (const place of title ? [title, one] : [one]) {
      place.focus({ preventScroll: true });
      if (document.activeElement === place) return;
    }
  }
}

/** Buttons go, and cannot be used any more, when they have done what they are for. Which pane is looked at is not decided here. */
export function keepFocus(): void {
  let way: readonly HTMLElement[] = [];
  addEventListener("focusin", ({ target }) => {
    const all = ancestorsOf(target instanceof Element ? target : null);
    way = all.filter((one) => one.closest("main, nav, dialog"));
  });
  const look = (): void => {
    const [last] = way;
    if (!last || (last.isConnected && !last.matches(":disabled"))) return;
    const { activeElement } = document;
    if (activeElement === document.body || activeElement === last) focusNear(way.slice(1));
  };
  const attributeFilter = ["disabled"];
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributeFilter });
}

/** The title has it when a screen opens and nothing in it took it; and when it is nowhere. */
export function useTitleFocus(screen: { readonly current: HTMLElement | null }): void {
  const isNew = useRef(true);
  useEffect(() => {
    const { activeElement } = document;
    const isDue = isNew.current || activeElement === document.body;
    isNew.current = false;
    if (isDue && !screen.current?.contains(activeElement)) {
      screen.current?.querySelector<HTMLElement>("h1[tabindex]")?.focus({ preventScroll: true });
    }
  });
}
