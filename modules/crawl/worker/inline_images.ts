import { createHash } from "node:crypto";
import type { DiscoverContext } from "../crawler.ts";
import { type CrawlTask, FoundLink, type WorkerReport } from "../messages.ts";
import { cleanContext } from "./check_link.ts";
import { type Refusal, refuseByStart, refuseBytes } from "./filters.ts";
import { probeImage } from "./probe.ts";
import { writeBytes } from "./temp_file.ts";
import type { Visitor } from "./visitor.ts";

export type InlineImage = Parameters<DiscoverContext["inline"]>[0];

/**
 * Writes the images that stand in a page itself to temp files, each once. Returns their reports: `inline`, or `found` with a
 * reason if the job's options reject the image.
 */
export async function writeInlineImages(
  task: CrawlTask,
  images: readonly InlineImage[],
  visitor: Visitor,
): Promise<Extract<WorkerReport, { type: "inline" | "found" }>[]> {
  const reports: Extract<WorkerReport, { type: "inline" | "found" }>[] = [];
  const seen = new Set<string>();
  for (const image of images) {
    const sha256 = createHash("sha256").update(image.bytes).digest("hex");
    if (image.bytes.byteLength === 0 || seen.has(sha256)) continue;
    seen.add(sha256);
    const probe = await probeImage(image.bytes);
    const refusal = refuseBytes(image.bytes.byteLength, visitor.options) ?? refuseByStart(probe, visitor.options);
    const link = linkOf(image, sha256, probe.isImage ? probe.mediaType : image.mediaType, refusal);
    if (refusal !== null) reports.push({ type: "found", id: task.id, links: [link] });
    else reports.push({ type: "inline", pageId: task.id, link, ...await writeBytes(visitor.tempDirectory, image.bytes) });
  }
  return reports;
}

function linkOf({ reference, context }: InlineImage, sha256: string, mediaType: string, refusal: Refusal | null): FoundLink {
  const type = /^[a-z]+\/[a-z0-9.+-]{1,100}$/.test(mediaType) ? mediaType : "application/octet-stream";
  return FoundLink.parse({
    url: `data:${type};sha256=${sha256}`,
    kind: "image",
    reference,
    context: cleanContext(context),
    ...(refusal === null ? {} : { reject: refusal }),
  });
}
