import { messageOf } from "../../shared/errors.ts";
import type { Answer, EgressClient } from "../egress/client.ts";
import { faultOf, FetchFault } from "../egress/faults.ts";
import { resolveAddress } from "../discovery/address.ts";
import { cleanText } from "../discovery/text.ts";
import type { DiscoverContext, SiteCrawler } from "../crawler.ts";
import { type CrawlTask, type FetchFacts, FoundLink, LINKS_PER_MESSAGE, type WorkerReport } from "../messages.ts";
import { decodePage } from "../page_text.ts";
import type { JobOptions } from "../schemas.ts";
import { withDeadline } from "./deadline.ts";
import { fetchRobots } from "./fetch_robots.ts";
import { writeTempFile } from "./temp_file.ts";

export interface Visitor {
  egress: EgressClient;
  crawler: SiteCrawler;
  options: JobOptions;
  tempDirectory: string;
  report(report: WorkerReport): void;
}

/** What is read of a page. Nesting is bounded by discovery, so that this much is parsed in half a second. */
const PAGE_BYTES = 8 * 1024 * 1024;
/** A crawler that is not done with a page by then is not waited for. */
const DISCOVER_MILLISECONDS = 180_000;
const RETRY_AFTER_LIMIT = 3_600_000;
const IMAGE_BYTES = 50 * 1024 * 1024;
const REDIRECTS = [301, 302, 303, 307, 308];
const DOCUMENT = "text/css,application/xml,application/json,*/*;q=0.5";
const ACCEPT = {
  page: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
  image: "image/avif,image/webp,image/*;q=0.9,*/*;q=0.5",
  style: DOCUMENT,
  manifest: DOCUMENT,
  feed: DOCUMENT,
  sitemap: DOCUMENT,
};

/** Works one leased URL off: every path ends in exactly one concluding report. */
export async function visit(task: CrawlTask, visitor: Visitor): Promise<void> {
  try {
    if (task.kind === "robots") {
      const { body, facts } = await fetchRobots(task.url, visitor.egress);
      return visitor.report(refused(task, facts) ?? { type: "robots", id: task.id, body, facts });
    }
    const answer = await visitor.egress.get(task.url, {
      accept: ACCEPT[task.kind],
      maxBytes: IMAGE_BYTES,
    });
    visitor.report(await conclude(task, answer, visitor));
  } catch (error) {
    visitor.report(failed(task, error));
  }
}

async function conclude(task: CrawlTask, answer: Answer, visitor: Visitor): Promise<WorkerReport> {
  const facts = factsOf(answer);
  const early = withoutBody(task, answer, facts, visitor.options);
  if (early !== null) {
    answer.discard();
    return early;
  }
  if (task.kind === "image" || answer.mediaType.startsWith("image/")) return await keepImage(task, answer, facts, visitor);
  if (answer.mediaType === "text/html" || answer.mediaType === "application/xhtml+xml" || answer.mediaType === "") {
    return await readPage(task, answer, facts, visitor);
  }
  answer.discard();
  return rejected(task, "not_html", `The answer is ${answer.mediaType}, neither a page nor an image`, facts);
}

/** What the headers alone decide, before any of the body is read. */
function withoutBody(task: CrawlTask, answer: Answer, facts: FetchFacts, options: JobOptions): WorkerReport | null {
  if (REDIRECTS.includes(answer.status)) {
    const target = resolveAddress(answer.headers.get("location") ?? undefined, task.url);
    return target === null
      ? rejected(task, "bad_redirect", `It redirects to "${(answer.headers.get("location") ?? "").slice(0, 300)}"`, facts)
      : { type: "redirect", id: task.id, target, facts };
  }
  if (answer.status !== 200) return refused(task, facts) ?? unanswered(task, facts, { retry: false });
  if (options.respectRobots && (task.kind === "image" || answer.mediaType.startsWith("image/"))) {
    const rule = /(^|[\s,:])(noindex|noimageindex|noai|noimageai|none)([\s,]|$)/i.exec(answer.headers.get("x-robots-tag") ?? "")
      ?.[2];
    if (rule) return rejected(task, "x_robots_tag", `The server's X-Robots-Tag says ${rule}`, facts);
  }
  return null;
}

/** The server is overloaded or broken: another try may succeed. Null for every other answer. */
function refused(task: CrawlTask, facts: FetchFacts): WorkerReport | null {
  const status = facts.httpStatus ?? 0;
  return status === 429 || status >= 500 ? unanswered(task, facts, { retry: true }) : null;
}

function unanswered(task: CrawlTask, facts: FetchFacts, { retry }: { retry: boolean }): WorkerReport {
  const status = facts.httpStatus;
  return { type: "failed", id: task.id, reason: `http_${status}`, detail: `The server answered ${status}`, retry, facts };
}

async function keepImage(task: CrawlTask, answer: Answer, facts: FetchFacts, visitor: Visitor): Promise<WorkerReport> {
  const file = await writeTempFile(visitor.tempDirectory, answer.body);
  if (file.bytes > 0) return { type: "image", id: task.id, ...file, facts: { ...facts, bytes: file.bytes } };
  await Deno.remove(`${visitor.tempDirectory}/${file.temp}`);
  return rejected(task, "empty", "The answer has no content", facts);
}

async function readPage(task: CrawlTask, answer: Answer, facts: FetchFacts, visitor: Visitor): Promise<WorkerReport> {
  const { report, crawler, options } = visitor;
  const links: FoundLink[] = [];
  const flush = () => {
    if (links.length > 0) report({ type: "found", id: task.id, links: links.splice(0) });
  };
  const log = (level: "info" | "warning" | "error", message: string) =>
    report({ type: "message", level, text: String(message).slice(0, 2_000) });
  const whole = upTo(answer.body, PAGE_BYTES, () => log("warning", `${task.url} was read up to ${PAGE_BYTES} bytes only`));
  const text = markWorking(
    decodePage(whole, answer.headers.get("content-type")),
    () => report({ type: "working", id: task.id }),
  );
  const page = { url: task.url, depth: task.depth, headers: answer.headers, text };
  const found = (link: Parameters<DiscoverContext["found"]>[0]) => {
    const checked = checkLink(link, task.url);
    if (checked !== null) links.push(checked);
    if (links.length === LINKS_PER_MESSAGE) flush();
  };
  report({ type: "working", id: task.id });
  try {
    await withDeadline(
      crawler.discover(page, { options, found, log, inline: () => {} }),
      DISCOVER_MILLISECONDS,
      "The crawler was not done with the page",
    );
  } catch (error) {
    if (error instanceof FetchFault) throw error;
    flush();
    return { type: "failed", id: task.id, reason: "crawler_error", detail: messageOf(error).slice(0, 500), retry: false, facts };
  } finally {
    answer.discard();
  }
  flush();
  return { type: "page", id: task.id, facts };
}

/** A crawler of somebody else's may report anything: what is no address is dropped, text is cleaned, the rest must fit. */
function checkLink(link: Parameters<DiscoverContext["found"]>[0], base: string): FoundLink | null {
  const url = resolveAddress(link.url, base);
  if (url === null) return null;
  const context = Object.entries(link.context ?? {}).map(([key, text]) => [
    key,
    typeof text === "string" ? cleanText(text) : text?.flatMap((word) => cleanText(word) ?? []),
  ]).filter(([, text]) => text);
  return FoundLink.parse({ ...link, url, context: Object.fromEntries(context) });
}

async function* upTo(body: AsyncIterable<Uint8Array>, bytes: number, cut: () => void): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of body) {
    yield chunk.subarray(0, left);
    left -= chunk.byteLength;
    if (left < 0) return cut();
  }
}

/** Says, before the crawler gets each piece of text, that this URL is the one being worked on. */
async function* markWorking(text: AsyncIterable<string>, mark: () => void): AsyncGenerator<string> {
  for await (const piece of text) {
    mark();
    yield piece;
  }
}

function factsOf(answer: Answer): FetchFacts {
  const { headers, status, mediaType, latency } = answer;
  const retryAfter = retryAfterMilliseconds(headers.get("retry-after"));
  return {
    httpStatus: status,
    milliseconds: latency,
    ...(mediaType ? { mediaType: mediaType.slice(0, 200) } : {}),
    ...(headers.has("etag") ? { etag: headers.get("etag")?.slice(0, 500) } : {}),
    ...(headers.has("last-modified") ? { lastModified: headers.get("last-modified")?.slice(0, 200) } : {}),
    ...(retryAfter === null ? {} : { retryAfterMilliseconds: retryAfter }),
  };
}

/** Retry-After as seconds or as an HTTP date (RFC 9110, 10.2.3), in milliseconds from now, an hour at most; null where it says nothing. */
export function retryAfterMilliseconds(value: string | null, now = Date.now()): number | null {
  if (value === null) return null;
  const milliseconds = /^\s*\d{1,9}\s*$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isFinite(milliseconds) ? Math.min(RETRY_AFTER_LIMIT, Math.max(0, milliseconds)) : null;
}

function rejected(task: CrawlTask, reason: string, detail: string, facts: FetchFacts): WorkerReport {
  return { type: "rejected", id: task.id, reason, detail: detail.slice(0, 500), facts };
}

function failed(task: CrawlTask, error: unknown): WorkerReport {
  const { reason, message, retry } = faultOf(error);
  return { type: "failed", id: task.id, reason, detail: message.slice(0, 500), retry, facts: {} };
}
