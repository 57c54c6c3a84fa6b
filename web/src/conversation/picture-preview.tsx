// What goes along with the text below it.
import type { JSX } from "preact";
import { Icon } from "../parts/icon.tsx";
import { t } from "../texts.ts";
import type { PictureChoice } from "./picture-choice.ts";

export function PicturePreview({ picture }: { readonly picture: PictureChoice }): JSX.Element | null {
  const { chosen, isBusy, problem, drop } = picture;
  if (problem !== undefined) {
    return (
      <p class="composer-note problem" role="alert">
        {problem}
      </p>
    );
  }
  if (!chosen && !isBusy) return null;
  return (
    <div class="picture-preview">
      {chosen ? (
        <img src={`data:${chosen.mime};base64,${chosen.base64}`} alt={t.composer.chosenPicture} />
      ) : (
        <span role="status">{t.loading}</span>
      )}
      <button type="button" class="icon-button" aria-label={t.composer.removePicture} onClick={drop}>
        <Icon name="close" />
      </button>
    </div>
  );
}
