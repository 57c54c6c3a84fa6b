// State of the bindings in components: drawn again when there is a new snapshot.
import type { Watchable } from "natter-client";
import { useEffect, useState } from "preact/hooks";

/** The present snapshot. */
export function useSnapshot<S>(source: Watchable<S>): S {
  const [, draw] = useState(0);
  const drawn = source.getSnapshot();
  useEffect(() => {
    const again = (): void => draw((n) => n + 1);
    const stop = source.subscribe(again);
    // it may have changed between drawing and now
    if (source.getSnapshot() !== drawn) again();
    return stop;
  }, [source]);
  return drawn;
}
