import type { JSX } from "preact";

export function Conversation(_: { readonly name: string }): JSX.Element {
  return <p>Conversation</p>;
}
