import type { JSX } from "preact";

export function ConversationList(_: { readonly chosen: string | undefined }): JSX.Element {
  return <p>ConversationList</p>;
}
