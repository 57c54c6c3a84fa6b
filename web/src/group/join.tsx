import type { JSX } from "preact";

export function Join(_: { readonly name: string; readonly token: string }): JSX.Element {
  return <p>Join</p>;
}
