import sharp from "sharp";
import { rgbaToThumbHash } from "thumbhash";
import { type ColourProfile, convertToSrgb, readColourProfile } from "./colour_profile.ts";
import { dominantColours } from "./colours.ts";
import { MAX_PIXELS, THUMBNAIL_SIDE } from "./messages.ts";
import { perceptualHash } from "./phash.ts";
import { isOpaque, type Pixels, shrink, sizeWithin } from "./pixels.ts";
import { decodePng } from "./png.ts";

// Only loaders of formats that the web shows: each other one is attack surface, and its files are kept undecoded.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["Jpeg", "Png", "Webp", "Nsgif", "Heif", "Svg"].map((format) => `VipsForeignLoad${format}`) });
sharp.cache(false);
// One thread for an image: a process has several of them under way.
sharp.concurrency(1);

const FITTING = { width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE, fit: "inside", kernel: "linear" } as const;
const HASH_SIDE = 32;
/** A thumbhash holds seven waves a side at most: twice as many pixels show them all. */
const THUMBHASH_SIDE = 16;

/** What the header says, before anything is decoded. Width and height are as displayed: EXIF orientation is applied. */
export interface Header {
  width: number;
  height: number;
  frames: number;
  xmp: string | undefined;
  profile: ColourProfile | null;
}

export interface Derived {
  /** To be called once: the pixels become those of the thumbnail. */
  thumbnail: () => Promise<Uint8Array>;
  phash: string | null;
  thumbhash: string;
  colours: string[];
}

export async function readHeader(bytes: Uint8Array): Promise<Header> {
  const { autoOrient, pages, xmpAsString, icc, space } = await sharp(bytes, { limitInputPixels: false }).metadata();
  const { width, height } = autoOrient;
  // A profile of other colours than the picture's is ignored by the decoder.
  const profile = icc && space !== "cmyk" && space !== "b-w" ? readColourProfile(icc) : null;
  return { width, height, frames: pages ?? 1, xmp: xmpAsString, profile };
}

/** Decodes once, and derives the rest from that. Throws on any damage, truncation included. */
export async function decode(bytes: Uint8Array, { mediaType, header }: { mediaType: string; header: Header }): Promise<Derived> {
  const { profile } = header;
  const density = mediaType === "image/svg+xml" ? vectorDensity(header) : null;
  const pixels = (mediaType === "image/png" ? decodePng(bytes, profile !== null) : null) ??
    await decodePixels(bytes, header, density);
  const ownColours = pixels.channels < 3 ? null : profile;
  // Another pipeline of the decoder for each would take as long as the decoding of a small image. All pixels are read once.
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
  // An opaque alpha channel would be encoded all the same.
  return await (channels % 2 === 0 && isOpaque(pixels) ? image.removeAlpha() : image).webp({ quality: 80, effort: 1 }).toBuffer();
}

function isLarge({ width, height }: { width: number; height: number }): boolean {
  return Math.max(width, height) > THUMBNAIL_SIDE;
}

/** The density at which a vector picture's longest side has the length of a thumbnail's; 72 is its natural size. */
function vectorDensity({ width, height }: Header): number {
  return Math.min(100_000, Math.max(1, Math.round((72 * THUMBNAIL_SIDE) / Math.max(width, height))));
}

/** The picture at thumbnail size, in sRGB or grey, or in the colours of the profile that we read. */
async function decodePixels(bytes: Uint8Array, header: Header, density: number | null): Promise<Pixels> {
  const ignoreIcc = header.profile !== null;
  const options = { failOn: "error", limitInputPixels: MAX_PIXELS, ignoreIcc, ...(density ? { density } : {}) } as const;
  const image = sharp(bytes, options).autoOrient();
  // To the decoder a size that changes nothing is a step like another.
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
