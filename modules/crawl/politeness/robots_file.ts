/** A robots.txt, read: what it says to whom. */
export interface RobotsFile {
  /** By product token in small letters, `*` for everyone. */
  readonly agents: ReadonlyMap<string, RobotsAgent>;
  /** As they are written; they belong to no group. */
  readonly sitemaps: readonly string[];
}

/** What is said to one agent, in all the groups that name it. */
export interface RobotsAgent {
  readonly groups: Set<RobotsLine[]>;
  readonly delays: Set<CrawlDelay>;
}

interface CrawlDelay {
  /** The longest one that is asked for. */
  seconds: number | null;
}

export interface RobotsLine {
  readonly allow: boolean;
  /** Not empty. */
  readonly pattern: string;
}

/** As google/robotstxt: eight times the longest URL. What follows in such a line is not read. */
const LINE_LENGTH = 2_083 * 8;
const SITEMAPS = 1_000;

type Key = "user-agent" | "allow" | "disallow" | "crawl-delay" | "sitemap";

/** As they begin, with the misspellings that google/robotstxt knows. */
const KEYS: readonly [RegExp, Key][] = [
  [/^user[- ]?agent/, "user-agent"],
  [/^allow/, "allow"],
  [/^(dis?sallow|dissalow|disallow|disalow|diasllow|disallaw)/, "disallow"],
  [/^crawl[- ]?delay/, "crawl-delay"],
  [/^site-?map/, "sitemap"],
];

/**
 * Reads a robots.txt by RFC 9309, 2.1 and 2.2, as leniently as google/robotstxt does: whatever is in it, it is read in time
 * linear in its length, and what is no rule is passed over. Lines that name agents begin a group, where rules stood between
 * them; other records do not end one (2.2.4). Of a crawl-delay the RFC does not speak: it is for the agents named before it,
 * and with an empty line after it the group is over. Many a file says no more than that to everyone, then shuts out others.
 */
export function readRobotsFile(text: string): RobotsFile {
  const agents = new Map<string, RobotsAgent>();
  const sitemaps: string[] = [];
  let group: RobotsLine[] = [];
  let delay: CrawlDelay = { seconds: null };
  let previous: "user-agent" | "crawl-delay" | "rule" = "rule";
  for (const line of text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/)) {
    const record = readLine(line.slice(0, LINE_LENGTH));
    if (line.trim() === "" && previous === "crawl-delay") previous = "rule";
    if (record === null) continue;
    const [key, value] = record;
    if (key === "sitemap") {
      if (sitemaps.length < SITEMAPS) sitemaps.push(value);
    } else if (key === "user-agent") {
      if (previous === "rule") group = [];
      if (previous !== "user-agent") delay = { seconds: null };
      addTo(agents, agentOf(value), group, delay);
      previous = key;
    } else if (key === "crawl-delay") {
      delay.seconds = longer(delay.seconds, value);
      if (previous !== "rule") previous = key;
    } else {
      if (value !== "") group.push({ allow: key === "allow", pattern: value });
      previous = "rule";
    }
  }
  return { agents, sitemaps };
}

/** The name by which a robots.txt may speak to a user agent: "imagetagger" of "ImageTagger/0.1 (+https://…)". */
export function productToken(userAgent: string): string {
  const [, compatible] = /^mozilla\/.*?\(compatible;\s*([\w.-]+)/i.exec(userAgent) ?? [];
  return (compatible ?? /^[\w.-]*/.exec(userAgent)?.[0] ?? "").toLowerCase();
}

/** Who a user-agent line speaks to: a token up to the first character that is none of one, so that a version may follow. */
function agentOf(value: string): string {
  return /^\*(\s|$)/.test(value) ? "*" : /^[\w.-]*/.exec(value)?.[0].toLowerCase() ?? "";
}

/** "Key: value # comment"; the colon may be forgotten where there are just two words. */
function readLine(line: string): [Key, string] | null {
  const record = (line.split("#", 1)[0] ?? "").trim();
  const colon = record.indexOf(":");
  if (colon !== -1) return toRecord(record.slice(0, colon), record.slice(colon + 1));
  const [key, value, ...more] = record.split(/\s+/, 3);
  return key === undefined || value === undefined || more.length > 0 ? null : toRecord(key, value);
}

function toRecord(written: string, value: string): [Key, string] | null {
  const name = written.trim().toLowerCase();
  const key = KEYS.find(([spelling]) => spelling.test(name))?.[1];
  return key === undefined ? null : [key, value.trim()];
}

function addTo(agents: Map<string, RobotsAgent>, name: string, group: RobotsLine[], delay: CrawlDelay): void {
  const agent = agents.get(name) ?? { groups: new Set(), delays: new Set() };
  agent.groups.add(group);
  agent.delays.add(delay);
  agents.set(name, agent);
}

function longer(known: number | null, value: string): number | null {
  const seconds = /^\+?(\d+\.?\d*|\.\d+)/.test(value) ? Number.parseFloat(value) : NaN;
  return seconds >= 0 ? Math.max(known ?? 0, seconds) : known;
}
