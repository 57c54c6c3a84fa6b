import type { JSX } from "preact";

export function Requests(_: object): JSX.Element {
  return <p>Requests</p>;
}
