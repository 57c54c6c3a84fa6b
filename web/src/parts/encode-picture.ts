// A drawn picture as the text that travels: WebP where the browser writes it, JPEG elsewhere.

export interface EncodedPicture {
  readonly mime: string;
  readonly base64: string;
}

/** undefined: the browser cannot */
export async function encodePicture(
  canvas: HTMLCanvasElement,
  quality: number,
): Promise<EncodedPicture | undefined> {
  const webp = await encode(canvas, "image/webp", quality);
  // a browser that cannot write WebP writes PNG
  const blob = webp?.type === "image/webp" ? webp : await encode(canvas, "image/jpeg", quality);
  return blob ? { mime: blob.type, base64: await base64Of(blob) } : undefined;
}

function encode(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, quality));
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
