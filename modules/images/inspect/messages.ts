import { z } from "zod";

/** The largest picture that is decoded. Sides are limited too, because a thin strip within the area can take a decoder many seconds. */
export const MAX_SIDE = 16_384;
export const MAX_PIXELS = 50_000_000;
/** The longest side of a thumbnail. */
export const THUMBNAIL_SIDE = 320;
/** An image of at most this size is its own thumbnail: a second file would save a browser little and cost a crawl much. */
export const SELF_BYTES = 48 * 1024;
export const SELF_PIXELS = 400_000;

/** The number of images that one process works on at a time: while one is decoded, hashes and colours of another are computed. */
export const AT_ONCE = 4;

/** The largest dimension or number of frames that the database can store. Larger values in headers are not believed. */
export const LARGEST = 2_147_483_647;

const Measure = z.number().int().positive().max(LARGEST).nullable();

/** A request to inspect a file. Both paths are absolute and under the data directory. */
export const InspectRequest = z.object({
  id: z.number().int(),
  path: z.string(),
  thumbnailPath: z.string(),
});
export type InspectRequest = z.infer<typeof InspectRequest>;

/** What is known about an image. `phash` is 16 hexadecimal digits, or null if the picture has too little detail for a hash. */
export const InspectedImage = z.object({
  outcome: z.literal("image"),
  mediaType: z.string(),
  extension: z.string().regex(/^[a-z0-9]{2,5}$/),
  width: Measure.describe("as displayed, in pixels"),
  height: Measure,
  frames: Measure,
  phash: z.string().regex(/^[0-9a-f]{16}$/).nullable(),
  thumbhash: z.string().nullable().describe("base64"),
  colours: z.array(z.string().regex(/^#[0-9a-f]{6}$/)),
  metadata: z.record(z.string(), z.unknown()),
  thumbnail: z.enum(["file", "self", "none"]),
  thumbnailSha256: z.string().regex(/^[0-9a-f]{64}$/).nullable().describe("of the file that was written; null if there is none"),
  thumbnailError: z.string().nullable(),
  undecoded: z.boolean(),
});
export type InspectedImage = z.infer<typeof InspectedImage>;

/** The outcome of an inspection. `failed` with `disk` means that the thumbnail could not be written, which is not the image's fault. */
export const Inspection = z.discriminatedUnion("outcome", [
  InspectedImage,
  z.object({
    outcome: z.literal("rejected"),
    reason: z.enum(["not_an_image", "too_large"]),
    detail: z.string(),
    mediaType: z.string().nullable(),
  }),
  z.object({
    outcome: z.literal("failed"),
    reason: z.enum(["decode", "disk"]),
    detail: z.string(),
    mediaType: z.string().nullable(),
  }),
]);
export type Inspection = z.infer<typeof Inspection>;

const Cpu = z.number().nonnegative().describe("milliseconds of CPU time that the process has used since it was started");

/** A child reports once that it has started, then each answer, and while it works its CPU time. */
export const InspectReport = z.union([
  z.object({ ready: z.literal(true), cpu: Cpu }),
  z.object({ id: z.number().int(), inspection: Inspection, cpu: Cpu }),
  z.object({ cpu: Cpu }),
]);
export type InspectReport = z.infer<typeof InspectReport>;
