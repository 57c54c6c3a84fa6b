// Which sizes and qualities are tried until a picture is small enough to travel inside a packet.

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Try {
  readonly longestPx: number;
  readonly quality: number;
}

/** of the picture as base64 */
export const mostCharacters = 24_000;

/** The best first. A smaller picture of a fair quality looks better than a large one of a bad one. */
export const tries: readonly Try[] = [720, 576, 460, 360, 260, 180].flatMap((longestPx) =>
  [0.82, 0.66, 0.5].map((quality) => ({ longestPx, quality })),
);

/** As large as it may be, never larger than it is. */
export function fit({ width, height }: Size, longestPx: number): Size {
  const scale = Math.min(1, longestPx / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
