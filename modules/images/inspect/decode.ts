import sharp from "sharp";
import { rgbaToThumbHash } from "thumbhash";
import { type ColourProfile, convertToSrgb, readColourProfile } from "./colour_profile.ts";
import { dominantColours } from "./colours.ts";
import { MAX_PIXELS, THUMBNAIL_SIDE } from "./messages.ts";
import { perceptualHash } from "./phash.ts";
import { isOpaque, type Pixels, shrink, sizeWithin } from "./pixels.ts";
import { decodePng } from "./png.ts";

// Only loaders of formats that the web shows. Every other loader is attack surface, and its files are stored undecoded.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["Jpeg", "Png", "Webp", "Nsgif", "Heif", "Svg"].map((format) => `VipsForeignLoad${format}`) });
sharp.cache(false);
// One thread per image, because a process decodes several images at a time.
sharp.concurrency(1);

const FITTING = { width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE, fit: "inside", kernel: "linear" } as const;
const HASH_SIDE = 32;
/** A thumbhash has at most seven frequencies per side, which take twice as many pixels. */
const THUMBHASH_SIDE = 16;

/** What is known before the image is decoded. Width and height are as displayed, with the EXIF orientation applied. */
export interface Header {
  width: number;
  height: number;
  frames: number;
  xmp: string | undefined;
  profile: ColourProfile | null;
}

export interface Derived {
  /** Encodes the thumbnail. Call it once only, because it changes the pixels. */
  thumbnail: () => Promise<Uint8Array>;
  phash: string | null;
  thumbhash: string;
  colours: string[];
}

export async function readHeader(bytes: Uint8Array): Promise<Header> {
  const { autoOrient, pages, xmpAsString, icc, space } = await sharp(bytes, { limitInputPixels: false }).metadata();
  const { width, height } = autoOrient;
  // The decoder ignores a profile for another colour space than the picture's.
  const profile = icc && space !== "cmyk" && space !== "b-w" ? readColourProfile(icc) : null;
  return { width, height, frames: pages ?? 1, xmp: xmpAsString, profile };
}

/** Decodes an image once, and derives everything from its pixels. Throws on any damage, including truncation. */
export async function decode(bytes: Uint8Array, { mediaType, header }: { mediaType: string; header: Header }): Promise<Derived> {
  const { profile } = header;
  const density = mediaType === "image/svg+xml" ? vectorDensity(header) : null;
  const pixels = (mediaType === "image/png" ? decodePng(bytes, profile !== null) : null) ??
    await decodePixels(bytes, header, density);
  const ownColours = pixels.channels < 3 ? null : profile;
  // These are not derived by libvips, where each takes a pipeline of its own, as slow as decoding a small image.
  const square = shrink(pixels, HASH_SIDE, HASH_SIDE);
  if (ownColours) convertToSrgb(square, ownColours);
  const small = shrink(square, ...sizeWithin(pixels, THUMBHASH_SIDE));
  return {
    thumbnail: () => encodeThumbnail(pixels, ownColours),
    phash: perceptualHash(greyOnWhite(square.data)),
    thumbhash: rgbaToThumbHash(small.width, small.height, small.data).toBase64(),
    colours: dominantColours(square.data),
  };
}

async function encodeThumbnail(pixels: Pixels, profile: ColourProfile | null): Promise<Uint8Array> {
  if (profile) convertToSrgb(pixels, profile);
  const { data, width, height, channels } = pixels;
  const image = sharp(data, { raw: { width, height, channels: channels as 1 | 2 | 3 | 4 } });
  if (isLarge(pixels)) image.resize(FITTING);
  // The encoder would also encode an opaque alpha channel.
  return await (channels % 2 === 0 && isOpaque(pixels) ? image.removeAlpha() : image).webp({ quality: 80, effort: 1 }).toBuffer();
}

function isLarge({ width, height }: { width: number; height: number }): boolean {
  return Math.max(width, height) > THUMBNAIL_SIDE;
}

/** Returns the density at which the longest side of a vector picture is that of a thumbnail. 72 is its natural size. */
function vectorDensity({ width, height }: Header): number {
  return Math.min(100_000, Math.max(1, Math.round((72 * THUMBNAIL_SIDE) / Math.max(width, height))));
}

/** Decodes a picture to thumbnail size, in sRGB or grey, or in the colours of the profile if we convert them ourselves. */
async function decodePixels(bytes: Uint8Array, header: Header, density: number | null): Promise<Pixels> {
  const ignoreIcc = header.profile !== null;
  const options = { failOn: "error", limitInputPixels: MAX_PIXELS, ignoreIcc, ...(density ? { density } : {}) } as const;
  const image = sharp(bytes, options).autoOrient();
  // The decoder would spend time on a resize that changes nothing.
  if (isLarge(header) || density !== null) {
    image.resize({ ...FITTING, withoutEnlargement: density === null });
  }
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

function greyOnWhite(rgba: Uint8Array): Float64Array {
  const grey = new Float64Array(rgba.length / 4);
  for (let pixel = 0; pixel < grey.length; pixel++) {
    const at = pixel * 4;
    const light = 0.299 * (rgba[at] ?? 0) + 0.587 * (rgba[at + 1] ?? 0) + 0.114 * (rgba[at + 2] ?? 0);
    grey[pixel] = 255 + ((light - 255) * (rgba[at + 3] ?? 0)) / 255;
  }
  return grey;
}
