// Short news at the lower edge, read out by screen readers; they go by themselves.
import { State } from "./state.ts";
import type { JSX } from "preact";
import { useSnapshot } from "../watch.ts";

interface Toast {
  readonly id: number;
  readonly text: string;
}

const shownMs = 5000;
let last = 0;
const toasts = new State<readonly Toast[]>([]);

export function say(text: string): void {
  const id = ++last;
  toasts.set([...toasts.getSnapshot(), { id, text }]);
  setTimeout(() => toasts.set(toasts.getSnapshot().filter((one) => one.id !== id)), shownMs);
}

export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {useSnapshot(toasts).map(({ id, text }) => (
        <p class="toast" key={id}>
          {text}
        </p>
      ))}
    </div>
  );
}
