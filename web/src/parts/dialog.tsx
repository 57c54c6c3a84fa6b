// A dialog over the page; the platform keeps the focus in it, and Escape closes it. Then the focus is back where it came from, or
// near it when that is gone.
import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { ancestorsOf, focusNear } from "./focus.ts";

export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const { current } = dialog;
    const way = ancestorsOf(document.activeElement);
    current?.showModal();
    return () => {
      // while it is open nothing beside it takes the focus
      current?.close();
      focusNear(way);
    };
  }, []);
  const cancelled = (event: Event): void => {
    // a file that was not chosen says the same
    if (event.target !== dialog.current) return;
    // what the platform does comes later, when something else may be open
    event.preventDefault();
    props.onClose();
  };
  const closed = (): void => {
    if (dialog.current) props.onClose();
  };
  const clicked = (event: MouseEvent): void => {
    // on the backdrop, which belongs to the dialog itself
    if (event.target === dialog.current) props.onClose();
  };
  return (
    <dialog
      class="sheet"
      ref={dialog}
      aria-labelledby={id}
      onCancel={cancelled}
      onClose={closed}
      onClick={clicked}
    >
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
