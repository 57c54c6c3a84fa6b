// A drawn picture as the text that travels: WebP where the browser writes it, JPEG elsewhere.

export interface EncodedPicture {
  /** `image/webp` or `image/jpeg` */
  readonly mime: string;
  readonly base64: string;
}

/** undefined: the browser cannot, or it takes more characters of base64 than that */
export async function encodePicture(
  canvas: HTMLCanvasElement,
  quality: number,
  mostCharacters: number,
): Promise<EncodedPicture | undefined> {
  const webp = await encode(canvas, "image/webp", quality);
  // a browser that cannot write WebP writes PNG
  const blob = webp?.type === "image/webp" ? webp : await encode(canvas, "image/jpeg", quality);
  if (!blob || base64Length(blob.size) > mostCharacters) return undefined;
  return { mime: blob.type, base64: await base64Of(blob) };
}

/** How many characters of base64 so many bytes are. */
export function base64Length(bytes: number): number {
  return 4 * Math.ceil(bytes / 3);
}

function encode(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, quality));
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
