import type { EgressLimits } from "../messages.ts";

export const DEFAULT_LIMITS: EgressLimits = {
  connectMilliseconds: 10_000,
  idleMilliseconds: 20_000,
  totalMilliseconds: 120_000,
  rateWindowMilliseconds: 10_000,
  minBytesPerSecond: 1_024,
};

/** The most bytes of an answer's header, including the reason phrase of the status line and trailers. */
export const HEADER_BYTES = 32 * 1_024;
export const RESOLVE_MILLISECONDS = 5_000;
