// One of a few, as a row of radio buttons.
import type { JSX } from "preact";
import { useId } from "preact/hooks";

export function Choice<V extends string>(props: {
  readonly label: string;
  readonly values: readonly (readonly [value: V, name: string])[];
  readonly value: V;
  readonly onChoose: (value: V) => void;
}): JSX.Element {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{props.label}</legend>
      <div class="choices">
        {props.values.map(([value, text]) => (
          <label key={value}>
            <input
              type="radio"
              name={name}
              checked={value === props.value}
              onChange={() => props.onChoose(value)}
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
