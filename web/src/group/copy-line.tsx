// A text that is there to be copied; by hand in pages that came without TLS from another machine.
import type { JSX } from "preact";
import { say } from "../parts/toast.tsx";
import { t } from "../texts.ts";

export function CopyLine({ label, text }: { readonly label: string; readonly text: string }): JSX.Element {
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => say(t.conversation.copied),
      () => say(t.conversation.notCopied),
    );
  };
  return (
    <div class="copy-line">
      <span class="copy-label">{label}</span>
      <code class="copy-text">{text}</code>
      {"clipboard" in navigator && (
        <button type="button" class="button" aria-label={t.about.copyWhat(label)} onClick={copy}>
          {t.about.copy}
        </button>
      )}
    </div>
  );
}
