import { createHash } from "node:crypto";
import { DiskError, messageOf } from "../../shared/errors.ts";
import { type Container, walkContainer } from "./container.ts";
import { decode, type Header, readHeader } from "./decode.ts";
import { type InspectedImage, type Inspection, MAX_PIXELS, MAX_SIDE, SELF_BYTES, SELF_PIXELS } from "./messages.ts";
import { readMetadata } from "./metadata.ts";
import { cutText } from "./metadata_fields.ts";
import { type DetectedType, detectType } from "./type.ts";
import { undecodedDimensions } from "./undecoded.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Inspects a file of any kind, and writes a thumbnail if the image needs one. Afterwards both files are synced. Never throws.
 */
export async function inspectFile(path: string, thumbnailPath: string): Promise<Inspection> {
  let mediaType: string | null = null;
  try {
    const bytes = readNow(path);
    const type = await detectType(bytes);
    mediaType = type.mediaType;
    const [inspection] = await Promise.all([inspectBytes(bytes, type, thumbnailPath), sync(path)]);
    return inspection;
  } catch (error) {
    const reason = error instanceof DiskError ? "disk" : "decode";
    return { outcome: "failed", reason, detail: cutText(messageOf(error).replaceAll(/\s*\n\s*/g, "; "), 400), mediaType };
  }
}

async function inspectBytes(bytes: Bytes, type: DetectedType, thumbnailPath: string): Promise<Inspection> {
  const { mediaType, handling } = type;
  if (handling === "none") {
    const detail = bytes.length === 0 ? "It is empty" : `It looks like ${mediaType}`;
    return { outcome: "rejected", reason: "not_an_image", detail, mediaType };
  }
  if (handling === "undecoded") return undecoded(bytes, type);

  const container = walkContainer(mediaType, bytes);
  const header = container.size ? { ...container.size, frames: 1, xmp: undefined, profile: null } : await readHeader(bytes);
  if (isTooLarge(header)) {
    const limit = `at most ${MAX_SIDE} pixels a side and ${MAX_PIXELS / 1_000_000} megapixels are decoded`;
    return { outcome: "rejected", reason: "too_large", detail: `${header.width}x${header.height}: ${limit}`, mediaType };
  }
  if (!container.complete) throw new Error(`The file ends too early: it is a part of ${mediaType}`);
  return await decoded(bytes, type, { header, container, thumbnailPath });
}

function isTooLarge({ width, height }: Header): boolean {
  return width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS;
}

async function decoded(
  bytes: Bytes,
  { handling, mediaType, extension }: DetectedType,
  { header, container, thumbnailPath }: { header: Header; container: Container; thumbnailPath: string },
): Promise<InspectedImage> {
  const svg = handling === "svg";
  const { width, height } = header;
  const frames = container.frames ?? header.frames;
  const { thumbnail, phash, thumbhash, colours } = await decode(bytes, { mediaType, header });
  const small = width * height <= SELF_PIXELS && bytes.length <= SELF_BYTES && frames === 1 && !svg;
  const thumbnailSha256 = small ? null : await writeSynced(thumbnailPath, await thumbnail());
  return {
    outcome: "image",
    mediaType,
    extension,
    width,
    height,
    frames,
    phash,
    thumbhash,
    colours,
    metadata: svg || container.hasNoMetadata ? {} : readMetadata(bytes, header.xmp),
    thumbnail: small ? "self" : "file",
    thumbnailSha256,
    thumbnailError: null,
    undecoded: false,
  };
}

function undecoded(bytes: Bytes, { mediaType, extension }: DetectedType): InspectedImage {
  return {
    outcome: "image",
    mediaType,
    extension,
    ...undecodedDimensions(mediaType, bytes),
    frames: null,
    phash: null,
    thumbhash: null,
    colours: [],
    metadata: readMetadata(bytes),
    thumbnail: "none",
    thumbnailSha256: null,
    thumbnailError: `kept undecoded: ${mediaType}`,
    undecoded: true,
  };
}

/** Reads a file synchronously: it was written a moment ago, and waiting would take longer than reading. */
function readNow(path: string): Bytes {
  return Deno.readFileSync(path);
}

async function sync(path: string): Promise<void> {
  try {
    using file = await Deno.open(path);
    await file.sync();
  } catch (error) {
    throw new DiskError(`The image cannot be synced: ${messageOf(error)}`, { cause: error });
  }
}

/** Writes and syncs a file, and returns its SHA-256. */
async function writeSynced(path: string, bytes: Uint8Array): Promise<string> {
  try {
    using file = await Deno.open(path, { write: true, create: true, truncate: true });
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    await file.sync();
    return createHash("sha256").update(bytes).digest("hex");
  } catch (error) {
    throw new DiskError(`The thumbnail cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
