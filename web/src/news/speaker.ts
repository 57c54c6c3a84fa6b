// Of several tabs one speaks: the one that was looked at last, and when it is closed another one. It holds a lock of the browser.
// Where there are no locks (a page without https, or one that is not allowed to store), each tab speaks for itself.

const name = "natter.speaker";
let isMine = !navigator.locks;
let waiting = new AbortController();

export function isSpeaker(): boolean {
  return isMine;
}

export function electSpeaker(): void {
  if (isMine) return;
  elect(document.hasFocus());
  addEventListener("focus", () => isMine || elect(true));
}

/** @param steal take it from another tab instead of waiting until that is closed */
function elect(steal: boolean): void {
  waiting.abort();
  waiting = new AbortController();
  const { signal } = waiting;
  const held = (): Promise<never> => {
    isMine = true;
    return new Promise(() => {});
  };
  navigator.locks.request(name, steal ? { steal } : { signal }, held).catch((error: unknown) => {
    if (signal.aborted) return;
    const wasTaken = error instanceof DOMException && error.name === "AbortError";
    isMine = !wasTaken;
    if (wasTaken) elect(false);
  });
}
