import type { UrlKind } from "../schemas.ts";
import type { WorkerReport } from "../messages.ts";
import { downloadImage } from "./download_image.ts";
import { peek } from "./peek.ts";
import { rasterType } from "./probe.ts";
import { readPage } from "./read_page.ts";
import { rejected } from "./reports.ts";
import type { Visit } from "./visitor.ts";
import { rootOf } from "../discovery/xml_root.ts";
import { cutWords } from "../texts.ts";

const HEAD_BYTES = 16 * 1_024;
const MAGIC_BYTES = 32;
const HTML = ["text/html", "application/xhtml+xml", ""];
/** Media types that servers send for files of unknown type. The bytes show whether the file is an image. */
const UNKNOWN_TYPES = ["", "text/plain", "application/octet-stream", "binary/octet-stream"];
const XML = /^(application|text)\/(xml|[a-z0-9.-]+\+xml)$/;
const ROOTS: Record<string, UrlKind & ("feed" | "sitemap")> = {
  rss: "feed",
  feed: "feed",
  rdf: "feed",
  urlset: "sitemap",
  sitemapindex: "sitemap",
};

/** Handles an answer to a request for a page. By its type or its first bytes it is a page, an image, a feed or a sitemap. */
export async function openPage(visit: Visit): Promise<WorkerReport> {
  const { task, answer, facts } = visit;
  const { mediaType } = answer;
  if (mediaType.startsWith("image/")) return await openImage(visit, answer.body);
  if (mediaType === "application/feed+json") return retyped(visit, "feed");
  if (XML.test(mediaType) && !HTML.includes(mediaType)) return await openXml(visit);
  if (HTML.includes(mediaType) || UNKNOWN_TYPES.includes(mediaType)) {
    const { head, body } = await peek(answer.body, (bytes) => bytes.byteLength >= MAGIC_BYTES, MAGIC_BYTES);
    if (rasterType(head) !== null) return await openImage(visit, body);
    if (HTML.includes(mediaType)) return await readPage(visit, body);
  }
  answer.discard();
  return rejected(task.id, "not_html", { code: "neither_page_nor_image", mediaType: cutWords(mediaType) }, facts);
}

async function openXml(visit: Visit): Promise<WorkerReport> {
  const { task, answer, facts } = visit;
  const { head, body } = await peek(answer.body, (bytes) => rootOf(bytes) !== null, HEAD_BYTES);
  const root = rootOf(head) ?? "";
  if (root === "html") return await readPage(visit, body);
  if (root === "svg") return await openImage(visit, body);
  const kind = Object.hasOwn(ROOTS, root) ? ROOTS[root] : undefined;
  if (kind) return retyped(visit, kind);
  answer.discard();
  return rejected(
    task.id,
    "not_html",
    { code: "unknown_root", mediaType: cutWords(answer.mediaType), root: root.slice(0, 40) },
    facts,
  );
}

/** Downloads an image that was fetched as a page. A dry run downloads none: the main process records that it would. */
async function openImage(visit: Visit, body: AsyncIterable<Uint8Array>): Promise<WorkerReport> {
  return visit.visitor.options.dryRun ? retyped(visit, "image") : await downloadImage(visit, body);
}

function retyped({ task, answer, facts }: Visit, kind: "feed" | "sitemap" | "image"): WorkerReport {
  answer.discard();
  return { type: "retype", id: task.id, kind, facts };
}
