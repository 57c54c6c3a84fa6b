import type { JSX } from "preact";

export function NewConversation(_: object): JSX.Element {
  return <p>NewConversation</p>;
}
