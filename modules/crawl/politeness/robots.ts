import commonJs from "robots-parser";

/** The package exports the function itself; its types say that it is the property `default`. */
const robotsParser = commonJs as unknown as typeof commonJs.default;

/** RFC 9309 leaves crawl-delay out; a longer one than this would only stop a job without saying so. */
const CRAWL_DELAY_LIMIT_MILLISECONDS = 60_000;

export interface Robots {
  allows(url: string): boolean;
  crawlDelayMilliseconds: number | null;
}

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
  const parsed = robotsParser(`${origin}/robots.txt`, body);
  const product = userAgent.split("/")[0] ?? userAgent;
  const delay = parsed.getCrawlDelay(product);
  return {
    allows: (url) => parsed.isAllowed(url, product) ?? true,
    crawlDelayMilliseconds: delay === undefined || !(delay >= 0) ? null : Math.min(delay * 1_000, CRAWL_DELAY_LIMIT_MILLISECONDS),
  };
}
