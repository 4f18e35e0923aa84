import { FetchFault } from "../egress/faults.ts";
import type { WorkerReport } from "../messages.ts";
import { isNoImage, type Refusal, refuseByHead, refuseByStart, refuseBytes, tooLarge } from "./filters.ts";
import { peek, type Peeked } from "./peek.ts";
import { type Probe, PROBE_BYTES, probeImage } from "./probe.ts";
import { rejected } from "./reports.ts";
import { HEAD_BYTES, isPage } from "./sniff.ts";
import { writeTempFile } from "./temp_file.ts";
import type { Visit } from "./visitor.ts";

/**
 * Downloads an image to a temp file. If its headers, its first bytes or its length show that the job's options reject it, the
 * download stops at once.
 */
export async function downloadImage(visit: Visit, body = visit.answer.body): Promise<WorkerReport> {
  const { answer, visitor: { options } } = visit;
  const early = refuseByHead(answer, options);
  if (early !== null) return refuse(visit, early);
  try {
    return await downloadProbed(visit, body);
  } catch (error) {
    if (error instanceof FetchFault && error.reason === "too_large") return refuse(visit, tooLarge(options.maxImageBytes));
    throw error;
  }
}

async function downloadProbed(visit: Visit, source: AsyncIterable<Uint8Array>): Promise<WorkerReport> {
  const { task, answer, facts, visitor: { options } } = visit;
  const { probe, head, body } = await probed(source, isNoImage(answer.mediaType) ? HEAD_BYTES : PROBE_BYTES);
  if (head.byteLength === 0) return rejected(task.id, "empty", { code: "no_content" }, facts);
  if (!probe.isImage && task.kind === "image" && isPage(answer.mediaType, head)) {
    answer.discard();
    return { type: "retype", id: task.id, kind: "page", facts };
  }
  const refusal = refuseByStart(probe, options, answer.mediaType);
  return refusal === null ? await download(visit, body) : refuse(visit, refusal);
}

/** Probes the beginning of a body. The first chunk is enough for most images, and its probe is not repeated. */
async function probed(source: AsyncIterable<Uint8Array>, limit: number): Promise<Peeked & { probe: Probe }> {
  let last: { head: Uint8Array; probe: Probe } | null = null;
  const peeked = await peek(source, async (head) => {
    last = { head, probe: await probeImage(head) };
    return last.probe.isImage && last.probe.size !== null;
  }, limit);
  return { ...peeked, probe: await probeOf(last, peeked.head) };
}

async function probeOf(last: { head: Uint8Array; probe: Probe } | null, head: Uint8Array): Promise<Probe> {
  return last?.head === head ? last.probe : await probeImage(head);
}

async function download(visit: Visit, body: AsyncIterable<Uint8Array>): Promise<WorkerReport> {
  const { task, facts, visitor: { tempDirectory, options } } = visit;
  const file = await writeTempFile(tempDirectory, whole(visit, body), { maxBytes: options.maxImageBytes });
  const refusal = refuseBytes(file.bytes, options);
  if (refusal === null) return { type: "image", id: task.id, ...file, facts: { ...facts, bytes: file.bytes } };
  await Deno.remove(`${tempDirectory}/${file.temp}`);
  return refuse(visit, refusal);
}

/** Passes an image on. Throws if it ended early, which is accepted of a page, so an image that was fetched as one must be checked. */
async function* whole({ answer }: Visit, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* body;
  if (answer.isPartial()) throw new FetchFault("connection_lost", { code: "connection_lost" }, { retry: true });
}

function refuse({ task, answer, facts }: Visit, { reason, detail }: Refusal): WorkerReport {
  answer.discard();
  return rejected(task.id, reason, detail, facts);
}
