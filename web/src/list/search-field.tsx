// The field above a list: Escape empties it, the arrow key down goes into the list.
import type { JSX, RefObject, TargetedKeyboardEvent } from "preact";
import { Icon } from "../parts/icon.tsx";
import { enterList } from "./arrow-keys.ts";

export function SearchField(props: {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly input: RefObject<HTMLInputElement | null>;
}): JSX.Element {
  const { label, value, onValue, input } = props;
  const pressed = (event: TargetedKeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Escape" && value !== "") {
      // the screen stays open
      event.preventDefault();
      onValue("");
    }
    enterList(event, event.currentTarget.closest(".search")?.nextElementSibling);
  };
  return (
    <div class="search" role="search" aria-label={label}>
      <Icon name="search" />
      <input
        class="input"
        type="search"
        aria-label={label}
        placeholder={label}
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        ref={input}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        onKeyDown={pressed}
      />
    </div>
  );
}
