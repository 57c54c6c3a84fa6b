// A picture in a message. Its place is kept before it is drawn; it opens large.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Picture } from "../content.ts";
import { Dialog } from "../parts/dialog.tsx";
import { t } from "../texts.ts";

export function PictureView(props: { readonly picture: Picture; readonly from: string }): JSX.Element {
  const { url, width, height } = props.picture;
  const [isLarge, setLarge] = useState(false);
  const title = t.conversation.pictureFrom(props.from);
  return (
    <>
      <button
        type="button"
        class="picture"
        aria-label={t.conversation.openPicture(props.from)}
        style={{ aspectRatio: `${width} / ${height}`, width: `${width}px` }}
        onClick={() => setLarge(true)}
      >
        <img src={url} alt="" width={width} height={height} decoding="async" draggable={false} />
      </button>
      {isLarge && (
        <Dialog title={title} onClose={() => setLarge(false)}>
          <img class="picture-large" src={url} alt={title} width={width} height={height} />
          <div class="row-of-buttons">
            <a class="button" href={url} download={`natter.${/^data:image\/(\w+)/.exec(url)?.[1] ?? "webp"}`}>
              {t.conversation.savePicture}
            </a>
            <button type="button" class="button primary" autofocus onClick={() => setLarge(false)}>
              {t.close}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
