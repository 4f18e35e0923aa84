import { AppError } from "../errors.ts";

const DELAY_MILLISECONDS = 300;
const PER_MINUTE = 30;

/**
 * What a wrong token costs whoever sends it: each is answered slowly and, beyond 30 a minute in all, with `too_many_requests`. The
 * right token must be looked at first and never come here, or a stranger could keep its owner out.
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
