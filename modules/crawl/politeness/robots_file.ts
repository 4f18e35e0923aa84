/** The records of a robots.txt. */
export interface RobotsFile {
  /** By product token in lower case; `*` stands for every user agent. */
  readonly agents: ReadonlyMap<string, RobotsAgent>;
  /** Addresses as they are written. They belong to no group. */
  readonly sitemaps: readonly string[];
}

/** The records for one user agent, from all groups that name it. */
export interface RobotsAgent {
  readonly groups: Set<RobotsLine[]>;
  readonly delays: Set<CrawlDelay>;
}

interface CrawlDelay {
  /** The longest delay that the group asks for. */
  seconds: number | null;
}

export interface RobotsLine {
  readonly allow: boolean;
  /** Never empty. */
  readonly pattern: string;
}

/** Eight times the longest URL, as in google/robotstxt. The rest of a longer line is not read. */
const LINE_LENGTH = 2_083 * 8;
const SITEMAPS = 1_000;

type Key = "user-agent" | "allow" | "disallow" | "crawl-delay" | "sitemap";

/** The beginning of each key, with the misspellings that google/robotstxt accepts. */
const KEYS: readonly [RegExp, Key][] = [
  [/^user[- ]?agent/, "user-agent"],
  [/^allow/, "allow"],
  [/^(dis?sallow|dissalow|disallow|disalow|diasllow|disallaw)/, "disallow"],
  [/^crawl[- ]?delay/, "crawl-delay"],
  [/^site-?map/, "sitemap"],
];

/**
 * Reads a robots.txt by RFC 9309, 2.1 and 2.2, as leniently as google/robotstxt does, in time linear in its length. Lines that are
 * no records are skipped. A user-agent line begins a new group if a rule stands before it; other records do not end a group
 * (2.2.4). The RFC does not define crawl-delay: here it applies to the agents named before it, and an empty line after it ends
 * the group, because many files give everyone a delay and then shut out others.
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

/** Returns the name by which a robots.txt addresses a user agent: "imagetagger" for "ImageTagger/0.1 (+https://…)". */
export function productToken(userAgent: string): string {
  const [, compatible] = /^mozilla\/.*?\(compatible;\s*([\w.-]+)/i.exec(userAgent) ?? [];
  return (compatible ?? /^[\w.-]*/.exec(userAgent)?.[0] ?? "").toLowerCase();
}

/** Returns the product token of a user-agent line. It ends at the first other character, so a version may follow it. */
function agentOf(value: string): string {
  return /^\*(\s|$)/.test(value) ? "*" : /^[\w.-]*/.exec(value)?.[0].toLowerCase() ?? "";
}

/** Reads "Key: value # comment". The colon may be missing if the line has exactly two words. */
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
