// A labelled input with a hint and a problem below it.
import type { ComponentChildren, InputHTMLAttributes, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

export function Field(props: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly children?: ComponentChildren;
  readonly input: InputHTMLAttributes<HTMLInputElement>;
}): JSX.Element {
  const id = useId();
  const { label, hint, problem } = props;
  const { autofocus, ...input } = props.input;
  const element = useRef<HTMLInputElement>(null);
  // the attribute works once in a page
  useEffect(() => void (autofocus && element.current?.focus()), []);
  const notes = problem ?? hint;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        class="input"
        ref={element}
        id={id}
        aria-invalid={problem !== undefined}
        aria-describedby={notes === undefined ? undefined : `${id}n`}
        {...input}
      />
      {notes !== undefined && (
        <p id={`${id}n`} class={problem === undefined ? "hint" : "problem"}>
          {notes}
        </p>
      )}
      {props.children}
    </div>
  );
}
