// A picture that somebody chose, cut to a square and shrunk in the browser until it is small enough for a profile.
import { encodePicture } from "../parts/encode-picture.ts";
import type { Photo } from "../people.ts";

/** It travels with every list of people, so it is tiny. */
const mostCharacters = 3000;
const sidesPx = [96, 80, 64, 48];
const qualities = [0.82, 0.65, 0.45];

/** undefined: no picture that this browser can read, or none that gets small enough */
export async function avatarOf(file: Blob): Promise<Photo | undefined> {
  const image = await createImageBitmap(file).catch(() => undefined);
  if (!image) return undefined;
  try {
    for (const sidePx of sidesPx) {
      const canvas = squareOf(image, sidePx);
      for (const quality of qualities) {
        const encoded = await encodePicture(canvas, quality, mostCharacters);
        if (encoded) return { type: encoded.mime, data: encoded.base64 };
      }
    }
    return undefined;
  } finally {
    image.close();
  }
}

/** The middle of it, in a square. */
function squareOf(image: ImageBitmap, sidePx: number): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement("canvas"), { width: sidePx, height: sidePx });
  const pen = canvas.getContext("2d");
  if (!pen) return canvas;
  const length = Math.min(image.width, image.height);
  const left = (image.width - length) / 2;
  const top = (image.height - length) / 2;
  // JPEG knows no transparency
  pen.fillStyle = "white";
  pen.fillRect(0, 0, sidePx, sidePx);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, left, top, length, length, 0, 0, sidePx, sidePx);
  return canvas;
}
