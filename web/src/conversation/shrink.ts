// A picture of this device made small enough to travel inside a packet: decoded, scaled and coded again by the browser. What it held
// besides the picture (where it was taken, by what) stays here.
import { encodePicture } from "../parts/encode-picture.ts";
import type { EncodedPicture } from "../parts/encode-picture.ts";
import { fit, mostCharacters, tries } from "./picture-size.ts";
import type { Size } from "./picture-size.ts";

export interface SmallPicture extends Size, EncodedPicture {}

/** undefined: not a picture that this browser can read, or none that gets small enough */
export async function shrink(file: Blob): Promise<SmallPicture | undefined> {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return undefined;
  try {
    for (const { longestPx, quality } of tries) {
      const size = fit(bitmap, longestPx);
      const canvas = draw(bitmap, size);
      const encoded = canvas && (await encodePicture(canvas, quality, mostCharacters));
      if (encoded) return { ...encoded, ...size };
    }
    return undefined;
  } finally {
    bitmap.close();
  }
}

function draw(bitmap: ImageBitmap, size: Size): HTMLCanvasElement | undefined {
  const canvas = Object.assign(document.createElement("canvas"), size);
  const context = canvas.getContext("2d");
  if (!context) return undefined;
  context.imageSmoothingQuality = "high";
  // JPEG knows no transparency: black would be what is left of it
  context.fillStyle = "white";
  context.fillRect(0, 0, size.width, size.height);
  context.drawImage(bitmap, 0, 0, size.width, size.height);
  return canvas;
}
