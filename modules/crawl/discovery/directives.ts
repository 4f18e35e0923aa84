import type { Remark } from "../texts.ts";

/** The uses that a page forbids, each with the words that forbid it. */
export interface Directives {
  images?: Remark;
  links?: Remark;
}

const NO_IMAGES = ["noindex", "noimageindex", "none", "noai", "noimageai"];
const NO_LINKS = ["nofollow", "none"];
/** Directives with a value. The text before their colon is not a user agent. */
const VALUED = /^(?:unavailable_after|max-snippet|max-image-preview|max-video-preview)$/;

/** Returns the product token of a user agent, by which directives name it (RFC 9309, 2.2.1): "imagetagger" for "ImageTagger/1.0 (…)". */
export function productToken(userAgent: string | undefined): string {
  return (/^[a-z_-]+/i.exec(userAgent ?? "")?.[0] ?? "ImageTagger").toLowerCase();
}

/** Reads `<meta name="robots" content="…">`, or one whose name is our product token. */
export function readMetaRobots(directives: Directives, name: string, content: string): void {
  for (const word of content.slice(0, 2_000).split(/[\s,]+/)) apply(directives, word, `meta ${name}`);
}

/**
 * Reads the values of X-Robots-Tag, joined by commas. "agent: directive" begins a list for that agent alone; lists of other agents
 * are ignored.
 */
export function readRobotsHeader(directives: Directives, value: string | null, agent: string): void {
  let ours = true;
  for (const part of (value ?? "").slice(0, 10_000).split(",")) {
    const colon = part.indexOf(":");
    const before = part.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (VALUED.test(before)) continue;
    if (colon !== -1) ours = before === agent || before === "robots" || before === "*";
    if (!ours) continue;
    for (const word of part.slice(colon + 1).trim().split(/\s+/)) apply(directives, word, "X-Robots-Tag");
  }
}

function apply(directives: Directives, word: string, source: string): void {
  const directive = word.toLowerCase();
  if (NO_IMAGES.includes(directive)) directives.images ??= { code: "robots_directive", source, directive };
  if (NO_LINKS.includes(directive)) directives.links ??= { code: "robots_directive", source, directive };
}
