// Keeps what one reads where it is, whatever appears above, below or in it; and stays at the end when one is there.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";

/** Close enough to count as the end. */
const endPx = 48;

interface Anchor {
  readonly row: string;
  /** from the upper edge of what is seen */
  readonly topPx: number;
}

export interface Scrolling {
  readonly view: RefObject<HTMLDivElement | null>;
  /** at the end, and what comes is to be shown */
  readonly isAtEnd: boolean;
  readonly toEnd: () => void;
  /** This row becomes visible, with something of what is before it. */
  readonly toRow: (row: string) => void;
  /** To be called when it was scrolled: where is one now? */
  readonly look: (isNewest: boolean) => void;
}

/** @param drawn changes with what is drawn */
export function useScrolling(drawn: unknown): Scrolling {
  const view = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const anchor = useRef<Anchor | undefined>(undefined);
  const [isAtEnd, setAtEnd] = useState(true);
  const follow = (isFollowing: boolean): void => {
    follows.current = isFollowing;
    setAtEnd(isFollowing);
  };
  // while drawing, before anything changed
  if (view.current && !follows.current) anchor.current = anchorOf(view.current);

  const settle = (): void => {
    const { current } = view;
    if (!current) return;
    if (follows.current) current.scrollTop = current.scrollHeight;
    else if (anchor.current) hold(current, anchor.current);
  };
  useLayoutEffect(settle, [drawn]);
  useLayoutEffect(() => {
    const { current } = view;
    if (!current) return;
    // pictures, fonts, the keyboard of a phone, the size of the window
    const observer = new ResizeObserver(settle);
    observer.observe(current);
    if (current.firstElementChild) observer.observe(current.firstElementChild);
    return () => observer.disconnect();
  }, []);

  return {
    view,
    isAtEnd,
    toEnd: () => {
      follow(true);
      settle();
    },
    toRow: (row) => {
      const { current } = view;
      const element = current?.querySelector(`[data-row="${row}"]`);
      if (!current || !element) return;
      anchor.current = { row, topPx: current.clientHeight * 0.25 };
      hold(current, anchor.current);
      follow(isNearEnd(current));
    },
    look: (isNewest) => {
      if (!view.current) return;
      follow(isNewest && isNearEnd(view.current));
      anchor.current = anchorOf(view.current);
    },
  };
}

function isNearEnd(view: HTMLElement): boolean {
  return view.scrollHeight - view.scrollTop - view.clientHeight < endPx;
}

/** The first row that is seen. */
function anchorOf(view: HTMLElement): Anchor | undefined {
  const rows = view.querySelectorAll<HTMLElement>("[data-row]");
  const topOf = (row: HTMLElement | undefined): number =>
    (row?.getBoundingClientRect().top ?? 0) - view.getBoundingClientRect().top;
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (topOf(row) + (row?.offsetHeight ?? 0) <= 0) low = middle + 1;
    else high = middle;
  }
  const row = rows[low];
  return row && { row: row.dataset["row"] ?? "", topPx: topOf(row) };
}

function hold(view: HTMLElement, { row, topPx }: Anchor): void {
  const element = view.querySelector(`[data-row="${row}"]`);
  if (!element) return;
  const movedPx = element.getBoundingClientRect().top - view.getBoundingClientRect().top - topPx;
  // scrolling goes by whole pixels
  if (Math.abs(movedPx) > 0.5) view.scrollTop += movedPx;
}
