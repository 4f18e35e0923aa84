/** The number of answers of different URLs that are remembered of a host. */
const REMEMBERED = 20;
/** The failures in a row that say nothing about a host, for hosts whose URLs hardly ever fail and for those whose URLs often do. */
const LEAST_TOLERATED = 3;
const MOST_TOLERATED = 8;
/** A run of failures is evidence against the host if chance would make it less often than this, by the share of failing URLs. */
const CHANCE = 0.01;
/** With fewer answers, the share of failures says nothing. */
const LEAST_ANSWERS = 8;
const LONGEST_SHARE_DELAY = 200;
const MOST_SCATTERED = 0.4;

/** Adds an answer to the remembered ones, of which the last is the newest. `true` stands for a failure. */
export function remember(recent: boolean[], failed: boolean): void {
  recent.push(failed);
  if (recent.length > REMEMBERED) recent.shift();
}

/**
 * Returns how many failures in a row, of different URLs, a host may have without being visited less often. It depends on the
 * share of failures before the run, which are the last `run` entries of `recent`.
 */
export function toleratedRun(recent: readonly boolean[], run: number): number {
  const before = recent.slice(0, Math.max(0, recent.length - run));
  const share = shareOf(before);
  const byChance = share >= 1 ? Infinity : share === 0 ? 0 : Math.ceil(Math.log(CHANCE) / Math.log(share));
  return Math.min(MOST_TOLERATED, Math.max(LEAST_TOLERATED, byChance));
}

/** Returns the delay between requests to a host most of whose URLs fail, in milliseconds. It is 0 up to one half. */
export function shareDelay(recent: readonly boolean[]): number {
  return recent.length < LEAST_ANSWERS ? 0 : Math.max(0, 2 * shareOf(recent) - 1) * LONGEST_SHARE_DELAY;
}

/** Whether failures are few enough among the answers that a single one may be due to its URL alone. */
export function areFew(recent: readonly boolean[]): boolean {
  return recent.length < LEAST_ANSWERS || shareOf(recent) <= MOST_SCATTERED;
}

function shareOf(answers: readonly boolean[]): number {
  return answers.length === 0 ? 0 : answers.filter((failed) => failed).length / answers.length;
}
