import type { JSX } from "preact";

export function Welcome(_: object): JSX.Element {
  return <p>Welcome</p>;
}
