import type { DiscoverContext } from "../crawler.ts";
import type { UrlKind } from "../schemas.ts";

/** A place for what style sheets, manifests, feeds and sitemaps refer to. */
export function discoverDocument(
  _kind: Extract<UrlKind, "style" | "manifest" | "feed" | "sitemap">,
  _text: string,
  _document: DiscoverContext & { url: string; headers: Headers },
): void | Promise<void> {}
