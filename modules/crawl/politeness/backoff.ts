/** How often a URL is tried. */
export const TRIES = 3;
const FIRST_MILLISECONDS = 1_000;
const LONGEST_MILLISECONDS = 60_000;

export interface Backoff {
  /** The longest wait after the first failure, in milliseconds. */
  first?: number;
  /** By how much each wait is longer than the last one. */
  growth?: number;
  /** From 0 to 1. */
  random?: number;
}

/**
 * Returns how long to wait before a URL is tried again after its attempt number `attempt` (from 1) failed. The wait grows each
 * time, up to a minute. Half of it is random, so that URLs that failed together are not tried again together.
 */
export function backoffMilliseconds(
  attempt: number,
  { first = FIRST_MILLISECONDS, growth = 2, random = Math.random() }: Backoff = {},
): number {
  const longest = Math.min(LONGEST_MILLISECONDS, first * growth ** Math.max(0, attempt - 1));
  return longest / 2 + random * longest / 2;
}
