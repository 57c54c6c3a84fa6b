// A dialog over the page; the platform keeps the focus in it, and Escape closes it. Then the focus is back where it came from, or
// near it when that is gone.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { ancestorsOf, focusNear } from "./focus.ts";

export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const way = ancestorsOf(document.activeElement);
    dialog.current?.showModal();
    return () => focusNear(way);
  }, []);
  const clicked = (event: MouseEvent): void => {
    // on the backdrop, which belongs to the dialog itself
    if (event.target === dialog.current) props.onClose();
  };
  return (
    <dialog class="sheet" ref={dialog} aria-labelledby={id} onClose={props.onClose} onClick={clicked}>
      <h2 id={id} tabIndex={-1}>
        {props.title}
      </h2>
      {props.children}
    </dialog>
  );
}

/** A question with two answers. */
export function Question(props: {
  readonly title: string;
  readonly text?: string;
  readonly yes: string;
  readonly no: string;
  readonly isDanger?: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
}): JSX.Element {
  return (
    <Dialog title={props.title} onClose={props.onNo}>
      {props.text && <p class="hint">{props.text}</p>}
      <div class="row-of-buttons">
        <button type="button" class="button" onClick={props.onNo}>
          {props.no}
        </button>
        <button
          type="button"
          class={props.isDanger ? "button danger" : "button primary"}
          onClick={props.onYes}
        >
          {props.yes}
        </button>
      </div>
    </Dialog>
  );
}
