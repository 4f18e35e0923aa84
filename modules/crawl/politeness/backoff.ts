const FIRST_MILLISECONDS = 1_000;
const LONGEST_MILLISECONDS = 60_000;

/**
 * How long to wait before a URL is tried again after its attempt number `attempt` (from 1) failed: twice as long each time, up
 * to a minute, of which one half is left to chance, so that what failed together does not come back together. `random` is
 * from 0 to 1.
 */
export function backoffMilliseconds(attempt: number, random: number = Math.random()): number {
  const longest = Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** Math.max(0, attempt - 1));
  return longest / 2 + random * longest / 2;
}
