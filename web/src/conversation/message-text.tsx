// The text of a message: links can be followed, emoji alone are large, the bubble has its direction.
import type { JSX } from "preact";
import { isEmojiOnly, piecesOf } from "./words.ts";

export function MessageText({ text }: { readonly text: string }): JSX.Element {
  return (
    <p class={isEmojiOnly(text) ? "message-text emoji" : "message-text"}>
      {piecesOf(text).map(({ text: words, href }, index) =>
        href === undefined ? (
          words
        ) : (
          <a key={index} href={href} target="_blank" rel="noopener noreferrer">
            {words}
          </a>
        ),
      )}
    </p>
  );
}
