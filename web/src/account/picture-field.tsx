// A picture of oneself or of a group: shown, chosen from a file, removed.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Avatar } from "../parts/avatar.tsx";
import type { Photo } from "../people.ts";
import { t } from "../texts.ts";
import { avatarOf } from "./avatar-photo.ts";

export function PictureField(props: {
  readonly id: string;
  readonly name: string;
  readonly photo: Photo | undefined;
  readonly isGroup?: boolean;
  readonly onPhoto: (photo: Photo | undefined) => void;
}): JSX.Element {
  const { id, name, photo, isGroup, onPhoto } = props;
  const input = useRef<HTMLInputElement>(null);
  const [isBad, setBad] = useState(false);
  const chosen = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const small = await avatarOf(file);
    setBad(small === undefined);
    if (small) onPhoto(small);
  };
  return (
    <div class="picture-field">
      <Avatar id={id} name={name || "?"} card={photo && { photo }} size={72} isGroup={isGroup} />
      <div class="picture-buttons">
        <button type="button" class="button" onClick={() => input.current?.click()}>
          {t.account.choosePicture}
        </button>
        {photo && (
          <button type="button" class="button plain" onClick={() => onPhoto(undefined)}>
            {t.account.removePicture}
          </button>
        )}
        <input
          ref={input}
          type="file"
          accept="image/*"
          hidden
          aria-label={t.account.picture}
          onChange={(event) => {
            const { files } = event.currentTarget;
            void chosen(files?.[0]).then(() => input.current && (input.current.value = ""));
          }}
        />
        {isBad && (
          <p class="problem" role="alert">
            {t.account.pictureBad}
          </p>
        )}
      </div>
    </div>
  );
}
