import type { DiscoverContext } from "../crawler.ts";
import { resolveAddress } from "../rules/address.ts";
import { cleanText } from "../discovery/text.ts";
import { FoundLink } from "../messages.ts";

/**
 * Checks a link that a crawler reports, which may be one that somebody wrote. Returns null if it cannot be crawled, cleans its
 * texts, and throws if the rest does not have the right types.
 */
export function checkLink(link: Parameters<DiscoverContext["found"]>[0], base: string): FoundLink | null {
  const url = resolveAddress(link.url, base);
  if (url === null) return null;
  return FoundLink.parse({ ...link, url, context: cleanContext(link.context) });
}

export function cleanContext(context: FoundLink["context"] | undefined): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(context ?? {})) {
    const cleaned = typeof text === "string" ? cleanText(text) : text?.flatMap((word) => cleanText(word) ?? []);
    if (cleaned) clean[key] = cleaned;
  }
  return clean;
}
