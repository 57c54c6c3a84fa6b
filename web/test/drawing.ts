// Pictures for tests, drawn by a function of the place: PNG, the simplest form of it.
import { crc32, deflateSync } from "node:zlib";

export type Color = readonly [red: number, green: number, blue: number];

/** @param color with x and y from 0 to 1 */
export function png(width: number, height: number, color: (x: number, y: number) => Color): Buffer {
  const rows = Array.from({ length: height }, (_, y) => {
    const pixels = Array.from({ length: width }, (__, x) => color(x / width, y / height)).flat();
    return [0, ...pixels.map(Math.round)];
  });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // 8 bits for each of red, green and blue
  head.set([8, 2], 8);
  const data = deflateSync(Buffer.from(rows.flat()), { level: 9 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  whole.set(named, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}

function between(from: Color, to: Color, part: number): Color {
  const [red, green, blue] = from.map((one, index) => one + ((to[index] ?? 0) - one) * part);
  return [red ?? 0, green ?? 0, blue ?? 0];
}

/** A face for somebody: two colours, one into the other. Small enough for a profile. */
export function face(from: Color, to: Color): { readonly type: string; readonly data: string } {
  const picture = png(24, 24, (x, y) => between(from, to, Math.round((x + y) * 6) / 12));
  return { type: "image/png", data: picture.toString("base64") };
}

const hills = [
  { height: 0.52, wave: 5, color: [86, 128, 150] },
  { height: 0.66, wave: 8, color: [54, 96, 108] },
  { height: 0.82, wave: 4, color: [30, 64, 66] },
] as const;

/** Hills in the evening. */
export function landscape(width: number, height: number): Buffer {
  return png(width, height, (x, y) => {
    const hill = hills.findLast(
      (one) => y > one.height + 0.09 * Math.sin(one.wave * x + one.height * 9) - 0.04 * Math.cos(13 * x),
    );
    if (hill) return hill.color;
    const isSun = (x - 0.7) ** 2 + ((y - 0.34) * (height / width)) ** 2 < 0.003;
    return isSun ? [255, 244, 214] : between([255, 190, 120], [120, 150, 190], Math.abs(y - 0.6) * 1.6);
  });
}
