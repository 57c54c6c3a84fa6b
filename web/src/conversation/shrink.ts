// A picture of this device made small enough to travel inside a packet: decoded, scaled and coded again by the browser. What it held
// besides the picture (where it was taken, by what) stays here.
import { base64Length, fit, mostCharacters, tries } from "./picture-size.ts";
import type { Size, Try } from "./picture-size.ts";

export interface SmallPicture extends Size {
  /** `image/webp` or `image/jpeg` */
  readonly mime: string;
  readonly base64: string;
}

/** undefined: not a picture that this browser can read, or none that gets small enough */
export async function shrink(file: Blob): Promise<SmallPicture | undefined> {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return undefined;
  try {
    for (const one of tries) {
      const { blob, size } = await draw(bitmap, one);
      if (!blob || base64Length(blob.size) > mostCharacters) continue;
      return { mime: blob.type, base64: await base64Of(blob), ...size };
    }
    return undefined;
  } finally {
    bitmap.close();
  }
}

async function draw(
  bitmap: ImageBitmap,
  { longestPx, quality }: Try,
): Promise<{ readonly blob: Blob | null; readonly size: Size }> {
  const size = fit(bitmap, longestPx);
  const canvas = Object.assign(document.createElement("canvas"), size);
  const context = canvas.getContext("2d");
  if (!context) return { blob: null, size };
  context.imageSmoothingQuality = "high";
  // JPEG knows no transparency: black would be what is left of it
  context.fillStyle = "white";
  context.fillRect(0, 0, size.width, size.height);
  context.drawImage(bitmap, 0, 0, size.width, size.height);
  const webp = await encode(canvas, "image/webp", quality);
  // a browser that cannot write WebP writes PNG
  const blob = webp?.type === "image/webp" ? webp : await encode(canvas, "image/jpeg", quality);
  return { blob, size };
}

function encode(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, quality));
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
