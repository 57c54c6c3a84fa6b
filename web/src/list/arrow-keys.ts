// Arrow keys move the focus among the links of a list.

const step: Readonly<Record<string, (now: number, count: number) => number>> = {
  ArrowDown: (now, count) => Math.min(now + 1, count - 1),
  ArrowUp: (now) => Math.max(now - 1, 0),
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** For the key events of the element around the list. */
export function moveFocus(event: KeyboardEvent): void {
  const next = step[event.key];
  if (!next || !(event.currentTarget instanceof HTMLElement)) return;
  const links = [...event.currentTarget.querySelectorAll("a")];
  const now = links.findIndex((link) => link === document.activeElement);
  if (now < 0) return;
  event.preventDefault();
  links[next(now, links.length)]?.focus();
}

/** For the field above the list: down goes into it. */
export function enterList(event: KeyboardEvent, list: Element | null | undefined): void {
  if (event.key !== "ArrowDown") return;
  event.preventDefault();
  list?.querySelector("a")?.focus();
}
