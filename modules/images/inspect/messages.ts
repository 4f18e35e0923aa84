import { z } from "zod";

/** The largest picture that is decoded: a thin strip of legal area still takes a decoder many seconds, so sides are limited too. */
export const MAX_SIDE = 16_384;
export const MAX_PIXELS = 50_000_000;
/** The longest side of a thumbnail. */
export const THUMBNAIL_SIDE = 320;
/** An image of so few bytes and pixels is its own thumbnail: another file would save a browser little, and cost a crawl the most. */
export const SELF_BYTES = 48 * 1024;
export const SELF_PIXELS = 400_000;

/** Images that one process has under way: while one is decoded, what another's pixels say is worked out. */
export const AT_ONCE = 4;

/** The largest number that the database keeps for a dimension or a count of frames: whatever a header says, none is larger. */
export const LARGEST = 2_147_483_647;

const Measure = z.number().int().positive().max(LARGEST).nullable();

/** What a request to look into a file holds: both paths are absolute, and under the data directory. */
export const InspectRequest = z.object({
  id: z.number().int(),
  path: z.string(),
  thumbnailPath: z.string(),
});
export type InspectRequest = z.infer<typeof InspectRequest>;

/** What is known about an image. `phash` is 16 hexadecimal digits, or null where the picture has no detail to tell it by. */
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

/** `failed` with `disk`: the thumbnail could not be written, which is not the image's fault. */
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

/** A child says once that it has started, then answers each request, and while it works it says how much CPU time it has used. */
export const InspectReport = z.union([
  z.object({ ready: z.literal(true), cpu: Cpu }),
  z.object({ id: z.number().int(), inspection: Inspection, cpu: Cpu }),
  z.object({ cpu: Cpu }),
]);
export type InspectReport = z.infer<typeof InspectReport>;
