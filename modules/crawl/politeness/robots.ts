import commonJs from "robots-parser";

/** The package exports the function itself; its types say that it is the property `default`. */
const robotsParser = commonJs as unknown as typeof commonJs.default;

/** RFC 9309 leaves crawl-delay out; a longer one than this would only stop a job without saying so. */
const CRAWL_DELAY_LIMIT_MILLISECONDS = 60_000;

export interface Robots {
  allows(url: string): boolean;
  crawlDelayMilliseconds: number | null;
}

/**
 * Matching a wildcard takes time with the length of the rule and of the URL: a hostile file may not stop everybody else's
 * crawl. In characters of all rules with wildcards, and in wildcards of one rule.
 */
const WILDCARD_CHARACTERS = 10_000;
const WILDCARDS = 10;
const RULES = 20_000;

const ALLOW_ALL: Robots = { allows: () => true, crawlDelayMilliseconds: null };
const DENY_ALL: Robots = { allows: () => false, crawlDelayMilliseconds: null };

/** The rules of an origin from the answer to its robots.txt (RFC 9309, 2.3.1): 4xx allows all, 5xx denies all. */
export function readRobots({ status, body, origin, userAgent }: {
  status: number;
  body: string | null;
  origin: string;
  userAgent: string;
}): Robots {
  if (status === 429 || status >= 500) return DENY_ALL;
  if (status !== 200 || body === null) return ALLOW_ALL;
  const parsed = robotsParser(`${origin}/robots.txt`, affordable(body));
  const product = userAgent.split("/")[0] ?? userAgent;
  const delay = parsed.getCrawlDelay(product);
  return {
    allows: (url) => parsed.isAllowed(url, product) ?? true,
    crawlDelayMilliseconds: delay === undefined || !(delay >= 0) ? null : Math.min(delay * 1_000, CRAWL_DELAY_LIMIT_MILLISECONDS),
  };
}

/** The file without the rules beyond what can be matched quickly; nobody's honest file has so many. */
function affordable(body: string): string {
  let left = WILDCARD_CHARACTERS;
  return body.split("\n", RULES).map((line) => line.slice(0, 2_083)).filter((line) => {
    const wildcards = line.match(/[*$]/g)?.length ?? 0;
    if (wildcards === 0 || /^\s*user-agent/i.test(line)) return true;
    left -= line.length;
    return wildcards <= WILDCARDS && left >= 0;
  }).join("\n");
}
