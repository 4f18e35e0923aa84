import type { z } from "zod";
import type { FoundLink } from "./messages.ts";
import type { JobOptions } from "./schemas.ts";

/**
 * The contract of a file in CRAWLERS_DIR. The file's default export is a `SiteCrawler`; a job names the file (`crawler: "my-site"`
 * loads `my-site.ts`). It runs in the job's Web Worker, which has the network and may read the crawlers' folder, and nothing else.
 * The program handles frontier, robots.txt, politeness, scope and storage.
 */
export interface SiteCrawler {
  readonly name: string;
  /** Called for each HTML page that was fetched. It reads `page.text`, all or a part, and calls `found()` for each reference. */
  discover(page: Page, context: DiscoverContext): Promise<void>;
}

export interface Page {
  /** The address that was fetched; references are relative to it unless the page says otherwise. */
  readonly url: string;
  readonly depth: number;
  readonly headers: Headers;
  /** The decoded text of the page while it arrives. */
  readonly text: AsyncIterable<string>;
  /**
   * The encoding of the text that has arrived, by the name that `TextDecoder` gives it. Queries of a page's addresses are sent in
   * its encoding (URL Standard, "percent-encode after encoding"). Unset means UTF-8.
   */
  readonly encoding?: string | undefined;
}

export interface DiscoverContext {
  readonly options: JobOptions;
  /** Reports one absolute http(s) address. Addresses that cannot be crawled are dropped, and duplicates are allowed. */
  found(link: Pick<FoundLink, "url" | "kind" | "reference"> & Partial<z.input<typeof FoundLink>>): void;
  /** Reports an inline image, whose bytes are in the page itself, for example in a data: URL. */
  inline(image: { bytes: Uint8Array; mediaType: string; reference: string; context?: FoundLink["context"] }): void;
  /** Writes a message that people see on the job's page. */
  log(level: "info" | "warning" | "error", text: string): void;
}
