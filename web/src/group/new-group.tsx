import type { JSX } from "preact";

export function NewGroup(_: object): JSX.Element {
  return <p>NewGroup</p>;
}
