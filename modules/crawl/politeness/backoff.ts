/** How often a URL is tried. */
export const TRIES = 3;
const FIRST_MILLISECONDS = 1_000;
const LONGEST_MILLISECONDS = 60_000;

/**
 * Returns how long to wait before a URL is tried again after its attempt number `attempt` (from 1) failed. The wait doubles each
 * time, up to a minute. Half of it is random, so that URLs that failed together are not tried again together. `random` is from
 * 0 to 1.
 */
export function backoffMilliseconds(attempt: number, random: number = Math.random()): number {
  const longest = Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** Math.max(0, attempt - 1));
  return longest / 2 + random * longest / 2;
}
