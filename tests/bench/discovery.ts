import { discoverHtml } from "../../modules/crawl/discovery/html.ts";

const SECONDS = 2;

export interface DiscoveryRate {
  pages: number;
  megabytes: number;
  pagesPerSecond: number;
  megabytesPerSecond: number;
}

/** Measures discovery on one core, without network: reads the same pages repeatedly for 2 seconds. */
export function discovery(pages: { url: string; html: string }[]): DiscoveryRate {
  const begun = performance.now();
  let read = 0;
  let characters = 0;
  let seconds = 0;
  while (seconds < SECONDS && pages.length > 0) {
    for (const { url, html } of pages) {
      const found = discoverHtml(url);
      found.write(html);
      found.end();
      characters += html.length;
    }
    read += pages.length;
    seconds = (performance.now() - begun) / 1_000;
  }
  const megabytes = characters / 1e6;
  return { pages: read, megabytes, pagesPerSecond: read / seconds, megabytesPerSecond: megabytes / seconds };
}
