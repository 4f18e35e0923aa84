import sharp, { type ResizeOptions, type Sharp } from "sharp";
import { rgbaToThumbHash } from "thumbhash";
import { dominantColours } from "./colours.ts";
import { MAX_PIXELS, THUMBNAIL_SIDE } from "./messages.ts";
import { perceptualHash } from "./phash.ts";

// Only loaders of formats that the web shows: each other one is attack surface, and its files are kept undecoded.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["Jpeg", "Png", "Webp", "Nsgif", "Heif", "Svg"].map((format) => `VipsForeignLoad${format}`) });
sharp.cache(false);
// One image at a time on one core; the pool has a process for each core.
sharp.concurrency(1);

const HASH_SIDE = 32;
const THUMBHASH_SIDE = 64;

/** What the header says, before anything is decoded. Width and height are as displayed: EXIF orientation is applied. */
export interface Header {
  width: number;
  height: number;
  frames: number;
  xmp: string | undefined;
}

/** The decoded picture at thumbnail size: RGBA, eight bits a channel. */
interface Raw {
  data: Uint8Array;
  width: number;
  height: number;
}

export interface Derived {
  thumbnail: () => Promise<Uint8Array>;
  phash: string | null;
  thumbhash: string;
  colours: string[];
}

export async function readHeader(bytes: Uint8Array): Promise<Header> {
  const { autoOrient, pages, xmpAsString } = await sharp(bytes, { limitInputPixels: false }).metadata();
  return { width: autoOrient.width, height: autoOrient.height, frames: pages ?? 1, xmp: xmpAsString };
}

/** Decodes once, to thumbnail size, and derives the rest from that. Throws on any damage, truncation included. */
export async function decode(
  bytes: Uint8Array,
  { svg, width, height }: { svg: boolean; width: number; height: number },
): Promise<Derived> {
  const raw = await decodeRaw(bytes, svg ? vectorDensity(width, height) : null);
  const small = await resizeRaw(raw, { width: HASH_SIDE, height: HASH_SIDE, fit: "fill" });
  const placeholder = await resizeRaw(raw, {
    width: THUMBHASH_SIDE,
    height: THUMBHASH_SIDE,
    fit: "inside",
    withoutEnlargement: true,
  });
  return {
    thumbnail: async () => await fromRaw(raw).webp({ quality: 80, effort: 2 }).toBuffer(),
    phash: perceptualHash(greyOnWhite(small.data)),
    thumbhash: rgbaToThumbHash(placeholder.width, placeholder.height, placeholder.data).toBase64(),
    colours: dominantColours(small.data),
  };
}

/** The density at which a vector picture's longest side has the length of a thumbnail's; 72 is its natural size. */
function vectorDensity(width: number, height: number): number {
  return Math.min(100_000, Math.max(1, Math.round((72 * THUMBNAIL_SIDE) / Math.max(width, height))));
}

async function decodeRaw(bytes: Uint8Array, density: number | null): Promise<Raw> {
  const image = sharp(bytes, { failOn: "error", limitInputPixels: MAX_PIXELS, ...(density ? { density } : {}) })
    .autoOrient()
    .resize({ width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE, fit: "inside", withoutEnlargement: density === null });
  return await rawOf(image.toColourspace("srgb").ensureAlpha());
}

async function resizeRaw(raw: Raw, size: ResizeOptions): Promise<Raw> {
  return await rawOf(fromRaw(raw).resize(size));
}

function fromRaw({ data, width, height }: Raw): Sharp {
  return sharp(data, { raw: { width, height, channels: 4 } });
}

async function rawOf(image: Sharp): Promise<Raw> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

function greyOnWhite(rgba: Uint8Array): Float64Array {
  return Float64Array.from({ length: rgba.length / 4 }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(pixel * 4, pixel * 4 + 4);
    return 255 + ((0.299 * red + 0.587 * green + 0.114 * blue - 255) * alpha) / 255;
  });
}
