import type { WorkerReport } from "../messages.ts";
import { decodePage } from "./charset.ts";
import { discover, upTo } from "./discover.ts";
import { createPageWords } from "./page_words.ts";
import type { Visit } from "./visitor.ts";

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
    await visitor.crawler.discover({ url: task.url, depth: task.depth, headers: answer.headers, text }, context);
    return read;
  });
  return report.type === "page" ? { ...report, text: words.end() } : report;
}

/** Calls `mark` before the crawler gets each piece of text, so that a hang or crash is attributed to this URL. */
async function* markWorking(text: AsyncIterable<string>, mark: (piece: string) => void): AsyncGenerator<string> {
  for await (const piece of text) {
    mark(piece);
    yield piece;
  }
}
