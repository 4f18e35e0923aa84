import { resolveAddress } from "../discovery/address.ts";
import { compileWildcard, matchesWildcard, type Wildcard } from "../rules/wildcard.ts";
import { productToken, readRobotsFile, type RobotsFile, type RobotsLine } from "./robots_file.ts";
import { normalizePath, pathToMatch } from "./robots_path.ts";

/** What an origin asks of one user agent. */
export interface Robots {
  /** Whether an absolute URL of the origin may be fetched. */
  allows(url: string): boolean;
  /** The line that decides about a URL, as in "Disallow: /private/"; null where none does. */
  rule(url: string): string | null;
  /** At most a minute: a longer delay would only stop a job without saying so. */
  readonly crawlDelayMilliseconds: number | null;
  /** Absolute addresses; they are told to everybody. */
  readonly sitemaps: readonly string[];
  /** What the origin asks of another user agent. Remembered, so that one may ask for each URL. */
  forAgent(userAgent: string): Robots;
}

export const CRAWL_DELAY_LIMIT_MILLISECONDS = 60_000;
/** RFC 9309, 2.5: at least 500 kibibytes must be parsed. */
const FILE_LENGTH = 512 * 1024;
/**
 * Characters that are compared to find what decides about a URL: honest files need a few thousand, and a hostile one of half a
 * mebibyte holds the process up for a millisecond or two. Where they do not suffice, the URL is not fetched.
 */
const WORK = 2_000_000;
const TOO_COSTLY = "robots.txt has too many wildcards to be sure";
const AGENTS = 16;
const RULE_LENGTH = 300;

interface Rule {
  readonly allow: boolean;
  readonly line: string;
  /** RFC 9309, 2.2.2: the most octets decide, and allow where two rules have as many. */
  readonly octets: number;
  readonly wildcard: Wildcard;
}

const ALLOW_ALL = everything(true);
const DENY_ALL = everything(false);

/**
 * The rules of an origin ("https://example.org") from the answer to its robots.txt (RFC 9309, 2.3.1): 4xx allows all, 429 and
 * 5xx deny all.
 */
export function readRobots({ status, body, origin, userAgent }: {
  status: number;
  body: string | null;
  origin: string;
  userAgent: string;
}): Robots {
  if (isServerError(status)) return DENY_ALL;
  if (status !== 200 || body === null) return ALLOW_ALL;
  const file = readRobotsFile(body.length < FILE_LENGTH ? body : wholeLines(body.slice(0, FILE_LENGTH)));
  const sitemaps = new Set(file.sitemaps.flatMap((sitemap) => resolveAddress(sitemap, `${origin}/`) ?? []));
  const known = new Map<string, Robots>();
  const forAgent = (agent: string): Robots => {
    const product = productToken(agent);
    const robots = known.get(product) ?? robotsOf(file, product, [...sitemaps], forAgent);
    if (known.size < AGENTS) known.set(product, robots);
    return robots;
  };
  return forAgent(userAgent);
}

/** The server could not say what it allows: nothing, until it can (RFC 9309, 2.3.1.4). */
export function isServerError(status: number): boolean {
  return status === 429 || status >= 500;
}

/** Without the line that was cut off: half a rule would forbid more than the whole one. */
function wholeLines(text: string): string {
  return text.slice(0, Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1) || text;
}

function robotsOf(file: RobotsFile, product: string, sitemaps: string[], forAgent: Robots["forAgent"]): Robots {
  const { groups, delays } = file.agents.get(product) ?? file.agents.get("*") ?? { groups: [], delays: [] };
  const rules = compile([...groups].flat());
  const seconds = [...delays].flatMap((delay) => delay.seconds ?? []);
  const delay = seconds.length === 0 ? null : seconds.reduce((longest, other) => Math.max(longest, other));
  const decide = (url: string) => decidingRule(rules, pathToMatch(url));
  return {
    allows: (url) => decide(url)?.allow ?? true,
    rule: (url) => decide(url)?.line ?? null,
    crawlDelayMilliseconds: delay === null ? null : Math.min(delay * 1_000, CRAWL_DELAY_LIMIT_MILLISECONDS),
    sitemaps,
    forAgent,
  };
}

/** In the order in which they decide; of equal ones the first. */
function compile(lines: readonly RobotsLine[]): Rule[] {
  const rules = new Map<string, Rule>();
  for (const { allow, pattern } of lines) {
    const path = normalizePath(pattern);
    const whole = path.endsWith("$");
    const wildcard = compileWildcard((whole ? path.slice(0, -1) : path).replaceAll("$", "%24"), { whole });
    const line = `${allow ? "Allow" : "Disallow"}: ${pattern}`.slice(0, RULE_LENGTH);
    const key = `${allow} ${path}`;
    // A rule that begins with neither can match no path.
    if (/^[/*]/.test(path) && !rules.has(key)) rules.set(key, { allow, line, octets: path.length, wildcard });
  }
  return [...rules.values()].sort((a, b) => b.octets - a.octets || Number(b.allow) - Number(a.allow));
}

function decidingRule(rules: readonly Rule[], path: string): Pick<Rule, "allow" | "line"> | null {
  if (path === "/robots.txt") return null;
  const work = { left: WORK };
  const rule = rules.find(({ wildcard }) => matchesWildcard(wildcard, path, work) || work.left < 0);
  return work.left < 0 ? { allow: false, line: TOO_COSTLY } : rule ?? null;
}

function everything(allowed: boolean): Robots {
  const robots: Robots = {
    allows: (url) => allowed || pathToMatch(url) === "/robots.txt",
    rule: () => null,
    crawlDelayMilliseconds: null,
    sitemaps: [],
    forAgent: () => robots,
  };
  return robots;
}
