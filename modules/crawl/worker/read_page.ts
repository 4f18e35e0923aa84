import type { WorkerReport } from "../messages.ts";
import { decodePage } from "./charset.ts";
import { discover, upTo } from "./discover.ts";
import { createPageWords } from "./page_words.ts";
import { LOOKED_AT, looksOf, type Named } from "./page_looks.ts";
import type { Visit } from "./visitor.ts";
import type { DiscoverContext } from "../crawler.ts";

/** The most bytes that are read of a page. Discovery takes linear time, so this much is read in about a second. */
export const PAGE_BYTES = 8 * 1024 * 1024;

/** Lets the crawler read a page. */
export async function readPage(visit: Visit, body = visit.answer.body): Promise<WorkerReport> {
  const { task, answer, visitor } = visit;
  const words = createPageWords(visitor.words);
  const report = await discover(visit, async (context) => {
    const read = { bytes: 0 };
    const whole = upTo(
      body,
      PAGE_BYTES,
      read,
      () => context.log("warning", `${task.url} was read up to ${PAGE_BYTES} bytes only`),
    );
    const text = markWorking(
      decodePage(whole, answer.headers.get("content-type")),
      (piece) => {
        visitor.report({ type: "working", id: task.id });
        words.write(piece);
      },
    );
    const seen = { html: "" };
    const named = { pages: 0, images: 0 };
    const page = { url: task.url, depth: task.depth, headers: answer.headers, text: copying(text, seen) };
    await visitor.crawler.discover(page, counting(context, named));
    return { ...read, looks: seen.html.length < LOOKED_AT ? looksOf(seen.html, task.url, named) : null };
  });
  return report.type === "page" ? { ...report, text: words.end() } : report;
}

/** Copies the beginning of a text while it is read. */
async function* copying(text: AsyncIterable<string>, seen: { html: string }): AsyncGenerator<string> {
  for await (const piece of text) {
    if (seen.html.length < LOOKED_AT) seen.html += piece;
    yield piece;
  }
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
async function* markWorking(text: AsyncIterable<string>, mark: (piece: string) => void): AsyncGenerator<string> {
  for await (const piece of text) {
    mark(piece);
    yield piece;
  }
}
