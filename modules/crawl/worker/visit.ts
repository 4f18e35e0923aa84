import type { Answer, GetOptions } from "../egress/client.ts";
import type { CrawlTask, WorkerReport } from "../messages.ts";
import { readReferrerHeader } from "../rules/referrer_policy.ts";
import type { JobOptions, UrlKind } from "../schemas.ts";
import { DOCUMENTS } from "./document_types.ts";
import { factsOf } from "./facts.ts";
import { fetchRobots } from "./fetch_robots.ts";
import { downloadImage } from "./download_image.ts";
import { challenged, examine } from "./meet_challenge.ts";
import { type Location, readLocation } from "./location.ts";
import { openPage } from "./open_page.ts";
import { peek } from "./peek.ts";
import { readDocument } from "./read_document.ts";
import { PAGE_BYTES } from "./read_page.ts";
import { openError } from "./error_image.ts";
import { failed, rejected, unanswered } from "./reports.ts";
import type { Visit, Visitor } from "./visitor.ts";
import { imageRefusal } from "./x_robots_tag.ts";

const REDIRECTS = [301, 302, 303, 307, 308];
const NO_CONTENT = [204, 205];
const PAGE_ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5";
const IMAGE_ACCEPT = "image/avif,image/webp,image/*;q=0.9,*/*;q=0.5";

/** Handles one leased URL. Every path ends with exactly one report that concludes it. */
export async function visit(task: CrawlTask, visitor: Visitor): Promise<void> {
  try {
    if (task.kind === "robots") return visitor.report(await visitRobots(task, visitor));
    visitor.cookies.note(task.url);
    const asked = {
      ...expectation(task.kind, visitor.options),
      referer: visitor.referrers.refererOf(task),
      // A hang or a crash on the answer is attributed to this URL.
      arrived: () => visitor.report({ type: "working", id: task.id }),
    };
    const given = await visitor.answerTimes.during(task, (signal) => visitor.egress.get(task.url, { ...asked, signal }));
    const facts = factsOf(given);
    const { answer, challenge } = await examine(given);
    if (task.isProbe || challenge !== null) answer.discard();
    if (task.isProbe) return visitor.report({ type: "probed", id: task.id, challenge, facts });
    visitor.report(
      challenge === null ? await conclude({ task, answer, facts, visitor }) : challenged({ task, facts }, challenge),
    );
  } catch (error) {
    visitor.report(failed(task.id, error));
  }
}

async function visitRobots(task: CrawlTask, { egress }: Visitor): Promise<WorkerReport> {
  const { body, facts } = await fetchRobots(task.url, egress);
  const status = facts.httpStatus ?? 0;
  if (status === 429 || status >= 500) return unanswered(task.id, facts);
  return { type: "robots", id: task.id, body, facts };
}

/** Returns what to ask for. `maxBytes` is twice the part that is read, so that a longer document is cut with a warning and does not fail. */
function expectation(kind: Exclude<UrlKind, "robots">, { maxImageBytes }: JobOptions): GetOptions {
  if (kind === "image") return { accept: IMAGE_ACCEPT, maxBytes: maxImageBytes };
  if (kind === "page") {
    return { accept: PAGE_ACCEPT, maxBytes: Math.max(maxImageBytes, 2 * PAGE_BYTES), keepsPartial: true };
  }
  const { accept, maxBytes } = DOCUMENTS[kind];
  return { accept, maxBytes: 2 * maxBytes, keepsPartial: true };
}

async function conclude(visit: Visit): Promise<WorkerReport> {
  const { task: { kind }, answer } = visit;
  if (!isShown(answer)) return await openError(visit);
  const early = withoutBody(visit) ?? await nowhere(visit);
  if (early !== null) {
    answer.discard();
    return early;
  }
  if (kind === "image") return await downloadImage(visit);
  return kind === "page" || kind === "robots" ? await openPage(visit) : await readDocument(visit, kind);
}

/** Returns the report of an answer whose status and headers decide before its body is read, or null. */
function withoutBody(visit: Visit): WorkerReport | null {
  const { task, answer, facts, visitor: { options, product } } = visit;
  // A redirect that does not say where to is an answer like any other (Fetch Standard, "location URL").
  const location = REDIRECTS.includes(answer.status) ? readLocation(answer) : null;
  if (location !== null) return redirected(visit, location);
  if (NO_CONTENT.includes(answer.status)) {
    return rejected(task.id, "empty", { code: "status_without_content", status: answer.status }, facts);
  }
  if (!options.respectRobots || (task.kind !== "image" && !answer.mediaType.startsWith("image/"))) return null;
  const rule = imageRefusal(answer.lines("x-robots-tag"), product);
  return rule === null ? null : rejected(task.id, "x_robots_tag", { code: "x_robots_tag", rule }, facts);
}

/** Returns the report of a redirect that says neither where to nor anything else, or null. */
async function nowhere({ task, answer, facts }: Visit): Promise<WorkerReport | null> {
  if (!REDIRECTS.includes(answer.status)) return null;
  const { ended, head, body } = await peek(answer.body, () => true, 1);
  answer.body = body;
  return ended && head.byteLength === 0 ? rejected(task.id, "bad_redirect", { code: "bad_redirect", target: "" }, facts) : null;
}

/** Whether a browser takes the answer for what was asked for: 2xx, and 3xx without a redirect, but "not modified" has no content. */
function isShown({ status }: Answer): boolean {
  return status >= 200 && status < 400 && status !== 304;
}

function redirected({ task, answer, facts, visitor: { referrers, cookies } }: Visit, location: Location): WorkerReport {
  const { id, referrer } = task;
  const { target, spelled } = location;
  if (target !== null) {
    // Fetch Standard, "HTTP-redirect fetch": the redirect may set a policy for the next request.
    const policy = readReferrerHeader(answer.headers.get("referrer-policy")) ?? referrers.policyOf(task);
    if (referrer) referrers.note(referrer, target, policy);
    return { type: "redirect", id, target, cookiesChanged: cookies.isChanged(target), facts };
  }
  return rejected(id, "bad_redirect", { code: "bad_redirect", target: spelled.slice(0, 300) }, facts);
}
