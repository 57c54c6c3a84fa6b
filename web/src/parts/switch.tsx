// Something that is on or off.
import type { JSX } from "preact";
import { useId } from "preact/hooks";

export function Switch(props: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onTurn: (isOn: boolean) => void;
}): JSX.Element {
  const id = useId();
  return (
    <div class="switch-row">
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={props.isOn}
          disabled={props.isDisabled}
          aria-describedby={props.hint === undefined ? undefined : id}
          onChange={(event) => props.onTurn(event.currentTarget.checked)}
        />
        <span>{props.label}</span>
      </label>
      {props.hint !== undefined && (
        <p class="hint" id={id}>
          {props.hint}
        </p>
      )}
    </div>
  );
}
