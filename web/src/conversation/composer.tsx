// Where one writes: a field that grows, a picture from a file, the clipboard or by dropping it. What was begun is kept.
import type { JSX, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { withPicture } from "../content.ts";
import { Icon } from "../parts/icon.tsx";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { keepDraft, readDraft } from "./draft.ts";
import { isShort, roomLeft } from "./packet-size.ts";
import { PicturePreview } from "./picture-preview.tsx";
import type { PictureChoice } from "./picture-choice.ts";

/** There Enter begins a new line, and a button sends. */
export const isTouch = (): boolean => matchMedia("(pointer: coarse)").matches;

export function Composer(props: {
  readonly topic: AppTopic;
  readonly name: string;
  readonly picture: PictureChoice;
  readonly onWritten: () => void;
}): JSX.Element {
  const { topic, name, picture, onWritten } = props;
  const [text, setText] = useState(() => readDraft(topic.name));
  const field = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!isTouch()) field.current?.focus();
  }, []);
  useEffect(() => {
    if (picture.chosen) field.current?.focus();
  }, [picture.chosen]);
  useLayoutEffect(() => {
    if (field.current) grow(field.current);
  }, [text]);
  useFootHeight(form);

  const words = text.trim();
  const content = picture.chosen ? withPicture(words, picture.chosen) : words;
  const room = roomLeft(content);
  const isReady = (words !== "" || picture.chosen !== undefined) && room >= 0 && !picture.isBusy;
  const write = (next: string): void => {
    setText(next);
    keepDraft(topic.name, next);
  };
  const send = (): void => {
    if (!isReady) return;
    // what becomes of it is seen at the message
    void topic.publish(content);
    write("");
    picture.drop();
    onWritten();
    field.current?.focus();
  };
  return (
    <form
      class="composer"
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <PicturePreview picture={picture} />
      {isShort(room) && (
        <p class={room < 0 ? "composer-note problem" : "composer-note hint"} role="status">
          {room < 0 ? t.composer.tooLong(-room) : t.composer.short(room)}
        </p>
      )}
      <div class="composer-line">
        <button
          type="button"
          class="icon-button"
          aria-label={t.composer.picture}
          title={t.composer.picture}
          onClick={() => file.current?.click()}
        >
          <Icon name="picture" />
        </button>
        <input
          type="file"
          accept="image/*"
          hidden
          aria-label={t.composer.pictureFile}
          ref={file}
          onChange={({ currentTarget }) => {
            picture.take(currentTarget.files ?? []);
            currentTarget.value = "";
          }}
        />
        <textarea
          class="input composer-field"
          rows={1}
          dir="auto"
          ref={field}
          aria-label={t.composer.label(name)}
          placeholder={t.composer.placeholder}
          enterkeyhint={isTouch() ? "enter" : "send"}
          value={text}
          onInput={({ currentTarget }) => write(currentTarget.value)}
          onPaste={(event) => {
            if (picture.take(event.clipboardData?.files ?? [])) event.preventDefault();
          }}
          onKeyDown={(event) => {
            const isSending = event.key === "Enter" && !event.shiftKey && !event.isComposing && !isTouch();
            if (!isSending) return;
            event.preventDefault();
            send();
          }}
        />
        <button
          type="submit"
          class="icon-button send"
          aria-label={t.composer.send}
          title={t.composer.send}
          disabled={!isReady}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}

/** What is shown over the page stays above it (see `.toasts`). */
function useFootHeight(form: RefObject<HTMLFormElement | null>): void {
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    const observer = new ResizeObserver(() => {
      style.setProperty("--foot", `${form.current?.offsetHeight ?? 0}px`);
    });
    if (form.current) observer.observe(form.current);
    return () => {
      observer.disconnect();
      style.removeProperty("--foot");
    };
  }, []);
}

function grow(field: HTMLTextAreaElement): void {
  field.style.setProperty("height", "auto");
  // the border is not part of it
  field.style.setProperty("height", `${field.scrollHeight + 2}px`);
}
