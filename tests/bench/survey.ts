import { discoverHtml } from "../../modules/crawl/discovery/html.ts";

const MAX_PAGES = 1_000;

export interface Survey {
  pages: { url: string; html: string }[];
  images: string[];
}

/** Reads the HTML of a site, one page after another, and collects its pages and images. Only URLs of its origin are included. */
export async function survey(start: string): Promise<Survey> {
  const { origin } = new URL(start);
  const pages = new Map<string, string>();
  const images = new Set<string>();
  const queue = [start];
  const seen = new Set(queue);
  for (const url of queue) {
    const html = await readHtml(url);
    if (html === null) continue;
    pages.set(url, html);
    for (const link of linksOf(url, html)) {
      if (new URL(link.url).origin !== origin) continue;
      if (link.kind === "image") images.add(link.url);
      if (link.kind !== "page" || seen.size >= MAX_PAGES || seen.has(link.url)) continue;
      seen.add(link.url);
      queue.push(link.url);
    }
  }
  return { pages: [...pages].map(([url, html]) => ({ url, html })), images: await served([...images]) };
}

async function readHtml(url: string): Promise<string | null> {
  const response = await fetch(url);
  const isHtml = response.ok && (response.headers.get("content-type") ?? "").startsWith("text/html");
  if (isHtml) return await response.text();
  await response.body?.cancel();
  return null;
}

function linksOf(url: string, html: string) {
  const discovery = discoverHtml(url);
  discovery.write(html);
  return discovery.end().links.filter(({ reject }) => reject === undefined);
}

/** Returns the images that the site serves. Pages may refer to missing ones, which must not count in the rate of a download. */
async function served(addresses: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const address of addresses) {
    const { ok } = await fetch(address, { method: "HEAD" });
    if (ok) found.push(address);
  }
  return found;
}
