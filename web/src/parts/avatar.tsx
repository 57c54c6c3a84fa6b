// The picture of a person or a group, or the first letters of the name on a colour. Decoration: the name stands beside it.
import type { JSX } from "preact";
import { colorOf, initialsOf, photoOf } from "../people.ts";
import type { Card } from "../people.ts";

export function Avatar(props: {
  /** user or topic; decides on the colour */
  readonly id: string;
  readonly name: string;
  readonly card?: Card | undefined;
  readonly size?: number;
  readonly isGroup?: boolean | undefined;
  readonly isOnline?: boolean | undefined;
}): JSX.Element {
  const { id, name, card, size = 44, isGroup, isOnline } = props;
  const photo = photoOf(card);
  const classes = ["avatar", `color-${colorOf(id)}`, isGroup && "group", isOnline && "is-online"];
  return (
    <span
      class={classes.filter(Boolean).join(" ")}
      style={{ "--avatar": `${size}px` }}
      data-letters={photo ? undefined : initialsOf(name)}
      aria-hidden="true"
    >
      {photo && <img src={photo} alt="" />}
    </span>
  );
}
