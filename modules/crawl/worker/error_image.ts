import { FetchFault } from "../egress/faults.ts";
import type { WorkerReport } from "../messages.ts";
import { TRIES } from "../politeness/backoff.ts";
import { openImage } from "./open_page.ts";
import { peek } from "./peek.ts";
import { probeImage, rasterType } from "./probe.ts";
import { isTransient, unanswered } from "./reports.ts";
import { HEAD_BYTES } from "./sniff.ts";
import type { Visit } from "./visitor.ts";
import { imageRefusal } from "./x_robots_tag.ts";

/**
 * Handles an answer whose status is an error. Browsers show its body, so it is an image if its bytes are one; anything else is a
 * failure with this status. While another request may succeed, the image of an error is not the image that was asked for.
 */
export async function openError(visit: Visit): Promise<WorkerReport> {
  const { task, answer, facts } = visit;
  const isLast = (task.attempt ?? 1) >= TRIES || !isTransient(answer.status);
  if (isLast && (task.kind === "image" || task.kind === "page")) {
    const body = await imageBody(visit);
    const report = body && await openImage(visit, body);
    // What a filter rejects is rejected because there is no such image.
    if (report?.type === "image" || report?.type === "retype") return report;
  }
  answer.discard();
  return unanswered(task.id, facts);
}

/** Returns the body if it is an image, otherwise null. */
async function imageBody({ answer, visitor }: Visit): Promise<AsyncIterable<Uint8Array> | null> {
  if (visitor.options.respectRobots && imageRefusal(answer.lines("x-robots-tag"), visitor.product) !== null) return null;
  const isNamed = answer.mediaType.startsWith("image/");
  try {
    const { head, body } = await peek(answer.body, (bytes) => rasterType(bytes) !== null, isNamed ? HEAD_BYTES : MAGIC_BYTES);
    const isImage = rasterType(head) !== null || (isNamed && (await probeImage(head)).isImage);
    return isImage ? body : null;
  } catch (error) {
    if (error instanceof FetchFault) return null;
    throw error;
  }
}

const MAGIC_BYTES = 32;
