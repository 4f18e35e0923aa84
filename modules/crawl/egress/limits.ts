import type { EgressLimits } from "../messages.ts";

export const DEFAULT_LIMITS: EgressLimits = {
  connectMilliseconds: 10_000,
  idleMilliseconds: 20_000,
  totalMilliseconds: 120_000,
  rateWindowMilliseconds: 10_000,
  minBytesPerSecond: 1_024,
};

/**
 * The most bytes of an answer's header for undici, including the reason phrase and trailers. It joins the pieces of one field
 * again and again, so a larger limit would let a server that sends single bytes waste the time of the process.
 */
export const FAST_HEADER_BYTES = 32 * 1_024;
/** The most bytes of an answer's header, with all interim answers before it; that of Chromium. */
export const HEADER_BYTES = 256 * 1_024;
/** The most header fields with different names. Looking up a name in `Headers` takes time for each of them. */
export const HEADER_NAMES = 4_000;
/** The most interim answers (status 1xx) before an answer. */
export const INTERIM_ANSWERS = 20;
export const RESOLVE_MILLISECONDS = 5_000;
