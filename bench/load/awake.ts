// The load never sleeps: it turns without pause. To wake another core costs whoever writes to it more than many a message, which clients on
// machines of their own do not cost a server; and timers are late by up to a millisecond.

let deeds = 0;
let idleMs = 0;
let isAwake = false;

/** Something was sent or received in this turn. */
export function worked(): void {
  deeds++;
}

/** Milliseconds of turns in which nothing was sent or received, since the start. */
export function idleTime(): number {
  return idleMs;
}

/** From now on, until the process ends. */
export function stayAwake(): void {
  if (isAwake) return;
  isAwake = true;
  let [before, seen] = [performance.now(), deeds];
  const turn = (): void => {
    const now = performance.now();
    if (deeds === seen) idleMs += now - before;
    [before, seen] = [now, deeds];
    setImmediate(turn);
  };
  turn();
}
