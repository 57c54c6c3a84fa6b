import type { JSX } from "preact";

export function Nothing(_: object): JSX.Element {
  return <p>Nothing</p>;
}
