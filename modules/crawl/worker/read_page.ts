import type { WorkerReport } from "../messages.ts";
import { decodeText } from "./charset.ts";
import { discover, upTo } from "./discover.ts";
import { createPageWords } from "./page_words.ts";
import { LOOKED_AT, looksOf, type Named } from "./page_looks.ts";
import type { Visit } from "./visitor.ts";
import type { DiscoverContext, Page } from "../crawler.ts";

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
    const seen = { html: "", isWhole: false };
    const named = { pages: 0, images: 0, itself: 0 };
    const page = openText(visit, whole, (piece) => {
      // A hang or a crash of the crawler is attributed to this URL.
      visitor.report({ type: "working", id: task.id });
      words.write(piece);
      if (seen.html.length < LOOKED_AT) seen.html += piece;
    }, () => seen.isWhole = seen.html.length < LOOKED_AT);
    await visitor.crawler.discover(page, counting(context, task.url, named));
    if (answer.isPartial()) context.log("warning", `${task.url} ended early; what had arrived was read`);
    const isBare = seen.isWhole && named.images === 0 && named.pages === named.itself;
    if (isBare && asksToReload(seen.html, answer.headers) && visitor.cookies.reloads(task.url)) {
      return { ...read, reload: true };
    }
    return { ...read, looks: seen.isWhole ? looksOf(seen.html, task.url, named) : null };
  });
  return report.type === "page" ? { ...report, text: words.end() } : report;
}

/**
 * Returns the page whose text is decoded from the bytes. `seen` is called with each piece before the crawler gets it, and `ended`
 * after the last one; a crawler need not read a page to its end.
 */
function openText(
  { task, answer, visitor: { encodings } }: Visit,
  bytes: AsyncIterable<Uint8Array>,
  seen: (piece: string) => void,
  ended: () => void,
): Page {
  let encoding = "utf-8";
  const decoded = decodeText(bytes, {
    contentType: answer.headers.get("content-type"),
    kind: "html",
    fallback: encodings.of(task.referrer),
    chosen: (one) => {
      encoding = one;
      encodings.note(task.url, one);
    },
  });
  const text = async function* () {
    for await (const piece of decoded) {
      seen(piece);
      yield piece;
    }
    ended();
  };
  return {
    url: task.url,
    depth: task.depth,
    headers: answer.headers,
    text: text(),
    get encoding() {
      return encoding;
    },
  };
}

/** References to images that a page does not show, or only as its sign. */
const SIGNS = /icon|startup-image|image_src|^(og|twitter|tile|meta|itemprop)$/;

/** Counts the pages and images that are found, and how many of the pages are the page itself. */
function counting(context: DiscoverContext, url: string, named: Named & { itself: number }): DiscoverContext {
  return {
    ...context,
    found: (link) => {
      if (link.kind === "page") named.pages += 1;
      if (link.kind === "page" && link.url === url) named.itself += 1;
      if (link.kind === "image" && !SIGNS.test(link.reference)) named.images += 1;
      context.found(link);
    },
    inline: (image) => {
      if (!SIGNS.test(image.reference)) named.images += 1;
      context.inline(image);
    },
  };
}

/** A page that is to be loaded anew later than this shows something that changes, and does not check cookies. */
const RELOAD_SECONDS = 5;

/** Whether a page asks to be loaded anew soon. A page that names nothing else and sets cookies checks whether they come back. */
function asksToReload(html: string, headers: Headers): boolean {
  const tags = html.slice(0, 16_384).match(/<meta\b[^>]{0,1000}>/gi) ?? [];
  const refresh = tags.find((tag) => /http-equiv\s*=\s*["']?refresh/i.test(tag)) ?? "";
  const contents = [headers.get("refresh") ?? "", /\scontent\s*=\s*["']?([^"'>]*)/i.exec(refresh)?.[1] ?? ""];
  return contents.some((content) => /^\s*[\d.]/.test(content) && !(Number.parseFloat(content) > RELOAD_SECONDS));
}
