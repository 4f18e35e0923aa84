import type { WorkerReport } from "../messages.ts";
import { downloadImage } from "./download_image.ts";
import { peek } from "./peek.ts";
import { readPage } from "./read_page.ts";
import { rejected } from "./reports.ts";
import { isEnough, sniff, XML_HEAD_BYTES } from "./sniff.ts";
import type { Visit } from "./visitor.ts";
import { rootOf } from "../discovery/xml_root.ts";
import { cutWords, type Remark } from "../texts.ts";
import { isXml } from "./media_types.ts";

/** Matches a type that names an image; "image/*" names none. */
const IMAGE = /^image\/[^*]/;

/** Handles an answer to a request for a page. By its type and its first bytes it is a page, an image, a feed or a sitemap. */
export async function openPage(visit: Visit): Promise<WorkerReport> {
  const { task, answer, facts } = visit;
  const { mediaType } = answer;
  if (IMAGE.test(mediaType)) return await openImage(visit, answer.body);
  const { head, body } = await peek(answer.body, (bytes) => isEnough(mediaType, bytes), XML_HEAD_BYTES);
  const noSniff = /^\s*nosniff\s*(?:,|$)/i.test(answer.headers.get("x-content-type-options") ?? "");
  const kind = await sniff({ mediaType, head, noSniff });
  if (kind === "page") return await readPage(visit, body);
  if (kind === "image") return await openImage(visit, body);
  if (kind !== null) return retyped(visit, kind);
  answer.discard();
  return rejected(task.id, "not_html", refusal(mediaType, head), facts);
}

function refusal(mediaType: string, head: Uint8Array): Remark {
  if (!isXml(mediaType)) return { code: "neither_page_nor_image", mediaType: cutWords(mediaType) };
  return { code: "unknown_root", mediaType: cutWords(mediaType), root: (rootOf(head) ?? "").slice(0, 40) };
}

/** Downloads an image that was fetched as a page. A dry run downloads none: the main process records that it would. */
export async function openImage(visit: Visit, body: AsyncIterable<Uint8Array>): Promise<WorkerReport> {
  return visit.visitor.options.dryRun ? retyped(visit, "image") : await downloadImage(visit, body);
}

function retyped({ task, answer, facts }: Visit, kind: "feed" | "sitemap" | "image"): WorkerReport {
  answer.discard();
  return { type: "retype", id: task.id, kind, facts };
}
