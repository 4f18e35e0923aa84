import { resolveAddress } from "../rules/address.ts";
import { compileWildcard, matchesWildcard, type Wildcard } from "../rules/wildcard.ts";
import { productToken, readRobotsFile, type RobotsFile, type RobotsLine } from "./robots_file.ts";
import { normalizePath, pathToMatch } from "./robots_path.ts";

/** The rules of an origin for one user agent. */
export interface Robots {
  /** Whether an absolute URL of the origin may be fetched. */
  allows(url: string): boolean;
  /** The line that decides about a URL, for example "Disallow: /private/", or null if no line does. */
  rule(url: string): string | null;
  /** At most a minute, because a longer delay would stop a job without a reason that people see. */
  readonly crawlDelayMilliseconds: number | null;
  /** Absolute addresses. They belong to no group, so every user agent gets them. */
  readonly sitemaps: readonly string[];
  /** The rules for another user agent. They are cached, so that this may be called for each URL. */
  forAgent(userAgent: string): Robots;
}

export const CRAWL_DELAY_LIMIT_MILLISECONDS = 60_000;
/** RFC 9309, 2.5: at least 500 kibibytes must be parsed. */
const FILE_LENGTH = 512 * 1024;
/**
 * The most characters that are compared to decide about one URL. Honest files need a few thousand; a hostile file of 512 KiB
 * takes a millisecond or two. If the limit is reached, the URL is not fetched.
 */
const WORK = 2_000_000;
const TOO_COSTLY = "robots.txt has too many wildcards to be sure";
const AGENTS = 16;
const RULE_LENGTH = 300;

interface Rule {
  readonly allow: boolean;
  readonly line: string;
  /** RFC 9309, 2.2.2: the rule with the most octets decides; between two of the same length, "allow" does. */
  readonly octets: number;
  readonly wildcard: Wildcard;
}

const ALLOW_ALL = everything(true);
const DENY_ALL = everything(false);

/**
 * Reads the rules of an origin ("https://example.org") from the answer to its robots.txt (RFC 9309, 2.3.1). 429 and 5xx forbid
 * everything; every other status than 200 allows everything.
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

/** Whether the server failed to answer. Everything is forbidden until it answers (RFC 9309, 2.3.1.4). */
export function isServerError(status: number): boolean {
  return status === 429 || status >= 500;
}

/** Drops the last line, which was cut off: half a rule would forbid more than the whole one. */
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

/** Compiles rules in the order in which they decide. Of equal rules the first stays. */
function compile(lines: readonly RobotsLine[]): Rule[] {
  const rules = new Map<string, Rule>();
  for (const { allow, pattern } of lines) {
    const path = normalizePath(pattern);
    const whole = path.endsWith("$");
    const wildcard = compileWildcard((whole ? path.slice(0, -1) : path).replaceAll("$", "%24"), { whole });
    const line = `${allow ? "Allow" : "Disallow"}: ${pattern}`.slice(0, RULE_LENGTH);
    const key = `${allow} ${path}`;
    // A rule that begins with neither "/" nor "*" can match no path.
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
