import { AppError } from "../errors.ts";

const DELAY_MILLISECONDS = 300;
const PER_MINUTE = 30;

/**
 * Returns a function to call after each wrong token. It delays the answer and, beyond 30 wrong tokens a minute in all, throws
 * `too_many_requests`. Check for the right token first, or strangers could lock its owner out.
 */
export function wrongTokens(): () => Promise<void> {
  const recent: number[] = [];
  return async () => {
    const now = Date.now();
    while (recent[0] !== undefined && recent[0] < now - 60_000) recent.shift();
    const tooMany = recent.length >= PER_MINUTE;
    if (!tooMany) recent.push(now);
    await new Promise((resolve) => setTimeout(resolve, DELAY_MILLISECONDS));
    if (tooMany) throw new AppError("too_many_requests", "Too many wrong tokens were tried. Try again in a minute.");
  };
}
