import { pngOf } from "../support/png_bytes.ts";

/** A PNG written by hand: a gradient that differs for each `seed`. */
export function png(seed: number, width = 480, height = 360): Uint8Array<ArrayBuffer> {
  const rows = new Uint8Array((1 + width * 3) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = [x * 255 / width, y * 255 / height, (seed * 53 + (x ^ y)) % 256];
      rows.set(colour, y * (1 + width * 3) + 1 + x * 3);
    }
  }
  return pngOf({ width, height }, rows);
}
