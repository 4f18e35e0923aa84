import { messageOf } from "../../shared/errors.ts";
import type { DiscoverContext } from "../crawler.ts";
import { FetchFault } from "../egress/faults.ts";
import type { WorkerReport } from "../messages.ts";
import { withDeadline } from "./deadline.ts";
import { gatherReferences } from "./gather_references.ts";
import type { PageLooks } from "./page_looks.ts";
import type { Visit } from "./visitor.ts";
import { cutWords, type Remark } from "../texts.ts";

/** How long a crawler may take for one page. */
const DISCOVER_MILLISECONDS = 180_000;

/** Runs a discovery over an answer and concludes the URL. The references that it found are reported even if it fails. */
export async function discover(
  visit: Visit,
  work: (context: DiscoverContext) => Promise<{ bytes: number; looks?: PageLooks | null; reload?: boolean }>,
): Promise<WorkerReport> {
  const { task, answer, facts, visitor } = visit;
  const references = gatherReferences(visit);
  visitor.report({ type: "working", id: task.id });
  try {
    const { bytes, looks, reload } = await withDeadline(
      work(references.context),
      DISCOVER_MILLISECONDS,
      "The crawler was not done with the page",
    );
    const links = await references.finish();
    if (reload) return { type: "redirect", id: task.id, target: task.url, cookiesChanged: true, facts: { ...facts, bytes } };
    return { type: "page", id: task.id, links, ...(looks ? { looks } : {}), facts: { ...facts, bytes } };
  } catch (error) {
    if (error instanceof FetchFault) throw error;
    await references.finish();
    const detail: Remark = { code: "crawler_failed", text: cutWords(messageOf(error)) };
    return { type: "failed", id: task.id, reason: "crawler_error", detail, retry: false, facts };
  } finally {
    answer.discard();
  }
}

/** Yields a body up to a number of bytes. `read` counts them, and `cut` is called if there are more. */
export async function* upTo(
  body: AsyncIterable<Uint8Array>,
  limit: number,
  read: { bytes: number },
  cut: () => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    const part = chunk.subarray(0, limit - read.bytes);
    read.bytes += part.byteLength;
    yield part;
    if (part.byteLength < chunk.byteLength) return cut();
  }
}
