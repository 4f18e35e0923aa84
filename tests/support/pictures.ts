import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import type { Incoming } from "../../modules/images/storing/store.ts";

interface Size {
  width?: number;
  height?: number;
}

/** Makes a picture of tiles and soft shapes, which is different for each seed. Any format can be made from it. */
export function picture(seed: number, { width = 800, height = 600 }: Size = {}): Sharp {
  return sharp(pixels(seed, width, height), { raw: { width, height, channels: 3 } });
}

/** Makes an animation whose frames are pictures of `picture()`. */
export function animation(frames: number, { width = 100, height = 80 }: Size = {}): Sharp {
  const data = Buffer.concat(Array.from({ length: frames }, (_, frame) => pixels(frame, width, height)));
  return sharp(data, { raw: { width, height: height * frames, channels: 3, pageHeight: height } });
}

function pixels(seed: number, width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  const at = (index: number, scale: number) => (Math.sin(seed * 12.9898 + index * 78.233) * 43_758.5453 % 1) * scale;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const wave = Math.sin(x / width * at(1, 20) + at(channel, 3)) + Math.cos(y / height * at(2, 20) + at(3, 3)) +
          Math.sin((x / width + y / height) * at(4, 12));
        const tile = Math.floor(x / width * 9) * 8 + Math.floor(y / height * 8);
        data[(y * width + x) * 3 + channel] = 128 + wave * 10 + at(tile + 10, 90);
      }
    }
  }
  return data;
}

/**
 * An SVG that takes longer to draw than any deadline in tests: a chain of noise filters, each 50 ms of CPU time when it was
 * written.
 */
export function slowSvg(filters = 3_000): string {
  const noise = `<feTurbulence baseFrequency="0.9" numOctaves="9"/>`.repeat(filters);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="320"><filter id="f">${noise}</filter>` +
    `<rect width="320" height="320" filter="url(#f)"/></svg>`;
}

/** Writes a temp file as a crawl worker does, and returns what the worker reports of it. */
export async function incoming(tempDirectory: string, bytes: Uint8Array, more: Partial<Incoming> = {}): Promise<Incoming> {
  const tempPath = join(tempDirectory, randomUUID());
  await Deno.writeFile(tempPath, bytes);
  const digest = (name: string) => createHash(name).update(bytes).digest("hex");
  return { tempPath, sha256: digest("sha256"), md5: digest("md5"), bytes: bytes.length, jobId: 1, ...more };
}
