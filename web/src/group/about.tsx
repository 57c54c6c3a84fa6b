import type { JSX } from "preact";

export function About(_: { readonly name: string }): JSX.Element {
  return <p>About</p>;
}
