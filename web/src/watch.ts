// State of the bindings in components: drawn again when there is a new snapshot.
import type { Watchable } from "natter-client";
import { useEffect, useState } from "preact/hooks";

/** The present snapshot. */
export function useSnapshot<S>(source: Watchable<S>): S {
  const [, draw] = useState(0);
  useEffect(() => {
    const before = source.getSnapshot();
    const stop = source.subscribe(() => draw((n) => n + 1));
    // it may have changed between drawing and now
    queueMicrotask(() => source.getSnapshot() !== before && draw((n) => n + 1));
    return stop;
  }, [source]);
  return source.getSnapshot();
}
