import type { z } from "zod";
import type { FoundLink } from "./messages.ts";
import type { JobOptions } from "./schemas.ts";

/**
 * What a site crawler is: the contract of a file in CRAWLERS_DIR. The file's default export is a `SiteCrawler`; a job names
 * the file (`crawler: "my-site"` loads `my-site.ts`). It runs in the job's Web Worker: network, reading the crawlers' folder,
 * and nothing else. Frontier, robots.txt, politeness, scope and storage are not its business.
 */
export interface SiteCrawler {
  readonly name: string;
  /** Called for each HTML page that was fetched. Reads `page.text` to its end or leaves it, and calls `found` for each reference. */
  discover(page: Page, context: DiscoverContext): Promise<void>;
}

export interface Page {
  /** The address that was fetched; references are relative to it unless the page says otherwise. */
  readonly url: string;
  readonly depth: number;
  readonly headers: Headers;
  /** The page's text, decoded, as it arrives. */
  readonly text: AsyncIterable<string>;
}

export interface DiscoverContext {
  readonly options: JobOptions;
  /** Reports one absolute http(s) address. Addresses that cannot be crawled are dropped, duplicates are welcome. */
  found(link: Pick<FoundLink, "url" | "kind" | "reference"> & Partial<z.input<typeof FoundLink>>): void;
  /** Reports an image whose bytes stand in the page itself, as a data: URL does. */
  inline(image: { bytes: Uint8Array; mediaType: string; reference: string; context?: FoundLink["context"] }): void;
  /** Leaves a message that people see on the job's page. */
  log(level: "info" | "warning" | "error", text: string): void;
}
