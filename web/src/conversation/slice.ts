// Which messages are drawn: a run of limited length that slides over all that are here. What is drawn has its true height, so nothing is
// guessed and nothing jumps. Named by positions, because indices move when older pages arrive.

interface Placed {
  readonly position?: number | undefined;
}

/** undefined at the end: it follows whatever is written next */
export interface Slice {
  readonly first: number | undefined;
  readonly last: number | undefined;
}

export interface Bounds {
  /** inclusive */
  readonly from: number;
  /** exclusive */
  readonly to: number;
}

export const atFirst = 60;
export const step = 60;
export const most = 240;

export const newest: Slice = { first: undefined, last: undefined };

/** The index of the first message at or after a position. What has no position yet comes after all others. */
export function indexOf(messages: readonly Placed[], position: number): number {
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.position ?? Infinity) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param oldest the index of the first message that may be drawn */
export function boundsOf(messages: readonly Placed[], { first, last }: Slice, oldest = 0): Bounds {
  const to = last === undefined ? messages.length : indexOf(messages, last + 1);
  const from = first === undefined ? to - atFirst : indexOf(messages, first);
  return { from: Math.min(Math.max(oldest, from), to), to };
}

/** What stands before a message decides on how it looks, so the first one that is here waits for those before it. */
export function oldestOf(messages: readonly Placed[], hasEarlier: boolean): number {
  // what waits to be sent does not wait for that
  const isStored = messages[0]?.position !== undefined;
  return hasEarlier && isStored && messages.length > 1 ? 1 : 0;
}

function sliceOf(messages: readonly Placed[], { from, to }: Bounds): Slice {
  return {
    first: messages[from]?.position,
    last: to >= messages.length ? undefined : messages[to - 1]?.position,
  };
}

export function earlier(messages: readonly Placed[], slice: Slice): Slice {
  const now = boundsOf(messages, slice);
  const from = Math.max(0, now.from - step);
  return sliceOf(messages, { from, to: Math.min(now.to, from + most) });
}

export function later(messages: readonly Placed[], slice: Slice): Slice {
  const now = boundsOf(messages, slice);
  const to = Math.min(messages.length, now.to + step);
  return sliceOf(messages, { from: Math.max(now.from, to - most), to });
}

/** With some messages before and after this one. */
export function around(messages: readonly Placed[], position: number): Slice {
  const index = indexOf(messages, position);
  const to = Math.min(messages.length, index + step);
  return sliceOf(messages, { from: Math.max(0, index - step), to });
}
