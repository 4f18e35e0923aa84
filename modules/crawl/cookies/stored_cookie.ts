import { z } from "zod";

/** A cookie of a jar. Each character of its name, value and path is one byte of a header. Times are in milliseconds. */
export const StoredCookie = z.object({
  name: z.string(),
  value: z.string(),
  domain: z.string(),
  /** Whether it is sent to `domain` alone, and not to the hosts below it. */
  hostOnly: z.boolean(),
  path: z.string(),
  secure: z.boolean(),
  /** Null: it lasts as long as the job. */
  expires: z.number().nullable(),
  created: z.number(),
  used: z.number(),
});
export type StoredCookie = z.infer<typeof StoredCookie>;

/** The most characters of a saved jar. */
export const SAVED_LENGTH = 1_024 * 1_024;
