import type { WorkerReport } from "../messages.ts";
import { decodePage } from "./charset.ts";
import { discover, upTo } from "./discover.ts";
import { LOOKED_AT, looksOf, type Named } from "./page_looks.ts";
import type { Visit } from "./visitor.ts";
import type { DiscoverContext } from "../crawler.ts";

/** The most bytes that are read of a page. Discovery takes linear time, so this much is read in about a second. */
export const PAGE_BYTES = 8 * 1024 * 1024;

/** Lets the crawler read a page. */
export async function readPage(visit: Visit, body = visit.answer.body): Promise<WorkerReport> {
  const { task, answer, visitor } = visit;
  return await discover(visit, async (context) => {
    const read = { bytes: 0 };
    const whole = upTo(
      body,
      PAGE_BYTES,
      read,
      () => context.log("warning", `${task.url} was read up to ${PAGE_BYTES} bytes only`),
    );
    const text = markWorking(
      decodePage(whole, answer.headers.get("content-type")),
      () => visitor.report({ type: "working", id: task.id }),
    );
    const seen = { html: "", isWhole: false };
    const named = { pages: 0, images: 0 };
    const page = { url: task.url, depth: task.depth, headers: answer.headers, text: copying(text, seen) };
    await visitor.crawler.discover(page, counting(context, named));
    if (answer.isPartial()) context.log("warning", `${task.url} ended early; what had arrived was read`);
    return { ...read, looks: seen.isWhole ? looksOf(seen.html, task.url, named) : null };
  });
}

/** Copies a text while it is read, unless it is long. A crawler need not read a page to its end. */
async function* copying(text: AsyncIterable<string>, seen: { html: string; isWhole: boolean }): AsyncGenerator<string> {
  for await (const piece of text) {
    if (seen.html.length < LOOKED_AT) seen.html += piece;
    yield piece;
  }
  seen.isWhole = seen.html.length < LOOKED_AT;
}

/** References to images that a page does not show, or only as its sign. */
const SIGNS = /icon|startup-image|image_src|^(og|twitter|tile|meta|itemprop)$/;

/** Counts the pages and images that are found. */
function counting(context: DiscoverContext, named: Named): DiscoverContext {
  return {
    ...context,
    found: (link) => {
      if (link.kind === "page") named.pages += 1;
      if (link.kind === "image" && !SIGNS.test(link.reference)) named.images += 1;
      context.found(link);
    },
    inline: (image) => {
      if (!SIGNS.test(image.reference)) named.images += 1;
      context.inline(image);
    },
  };
}

/** Calls `mark` before the crawler gets each piece of text, so that a hang or crash is attributed to this URL. */
async function* markWorking(text: AsyncIterable<string>, mark: () => void): AsyncGenerator<string> {
  for await (const piece of text) {
    mark();
    yield piece;
  }
}
