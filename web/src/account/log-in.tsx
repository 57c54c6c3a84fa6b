import type { JSX } from "preact";

export function LogIn(_: object): JSX.Element {
  return <p>LogIn</p>;
}
