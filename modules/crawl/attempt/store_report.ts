import { join } from "node:path";
import { type Incoming, storeAlone } from "../../images/storing/store.ts";
import type { StoredWithAlt } from "../frontier/commit.ts";
import type { Refusal } from "../frontier/admission.ts";
import { budget, type Frontier, type Leased } from "../frontier/frontier.ts";
import type { Conclusion } from "../frontier/frontier_repository.ts";
import { findInlineImage } from "../frontier/link_repository.ts";
import type { FetchFacts, WorkerReport } from "../messages.ts";
import type { AttemptDeps, AttemptState, WrittenLinks } from "./session.ts";
import { storable } from "./storable.ts";
import { cutWords } from "../texts.ts";

type ImageReport = Extract<WorkerReport, { type: "image" }>;
type InlineReport = Extract<WorkerReport, { type: "inline" }>;
const DRY_RUN: Refusal = { reason: "dry_run", detail: { code: "would_be_stored" } };

type Bytes = Pick<ImageReport, "temp" | "sha256" | "md5" | "bytes">;

/** Stores an image that was fetched, or records why it is not stored. */
export async function storeFetched(deps: AttemptDeps, state: AttemptState, leased: Leased, report: ImageReport): Promise<void> {
  const { id, facts } = report;
  const refusal = leased.task.kind === "page" ? refuseImage(state.frontier, leased.task.url) : null;
  if (refusal === null) return await store(deps, state, { id, facts, leased, bytes: report });
  await Deno.remove(join(state.tempDirectory, report.temp));
  await state.commit({ type: "ended", ended: { conclusion: { id, outcome: "rejected", ...refusal, kind: "image", facts } } });
}

/** Stores an image that its page holds as a data: URL. Its digest is its URL in the ledger, so a job stores it once. */
export async function storeInline(deps: AttemptDeps, state: AttemptState, report: InlineReport): Promise<WrittenLinks> {
  const { pageId, link } = report;
  const task = state.frontier.leased.get(pageId)?.task;
  if (!task) {
    await Deno.remove(join(state.tempDirectory, report.temp));
    return { links: 0, ids: [], newImages: [] };
  }
  const found = { referrer: { id: pageId, depth: task.depth, kind: task.kind }, links: [link] };
  const written = await storable(state, pageId, () => state.commit({ type: "found", found }));
  await storeListed(deps, state, report);
  return { links: 1, ids: written?.urlIds ?? [], newImages: written?.newImages ?? [] };
}

/** Stores an inline image that is in the ledger and has no outcome yet. */
async function storeListed(deps: AttemptDeps, state: AttemptState, report: InlineReport): Promise<void> {
  const { frontier, commit, row } = state;
  const path = join(state.tempDirectory, report.temp);
  const listed = await findInlineImage(frontier.database, row.id, report.link.url);
  if (listed === null || listed.isDone) return await Deno.remove(path);
  const refusal = row.options.dryRun ? DRY_RUN : limitReached(frontier);
  if (refusal === null) {
    const fetched = { id: listed.id, facts: { bytes: report.bytes }, leased: null, bytes: report };
    return void await storable(state, listed.id, () => store(deps, state, fetched));
  }
  await Deno.remove(path);
  await commit({ type: "ended", ended: { conclusion: { id: listed.id, outcome: "rejected", ...refusal } } });
}

interface Fetched {
  id: number;
  facts: FetchFacts;
  leased: Leased | null;
  bytes: Bytes;
}

async function store(deps: AttemptDeps, state: AttemptState, { id, facts, leased, bytes }: Fetched): Promise<void> {
  const { frontier, commit, row, tempDirectory } = state;
  const { temp, sha256, md5 } = bytes;
  const { minWidth, minHeight } = row.options;
  const incoming: Incoming = {
    tempPath: join(tempDirectory, temp),
    sha256,
    md5,
    bytes: bytes.bytes,
    jobId: row.id,
    minWidth,
    minHeight,
  };
  frontier.taken.image += 1;
  frontier.taken.bytes += bytes.bytes;
  let stored: StoredWithAlt | null = null;
  try {
    const result = await storeAlone(deps, incoming, async (prepared) => {
      const written = await commit({ type: "image", id, prepared, facts });
      return written.stored;
    });
    if (result !== null && "imageId" in result) stored = result;
    else if (result !== null) {
      await commit({ type: "ended", ended: { conclusion: conclusionOf(id, facts, result), ...(leased ? { leased } : {}) } });
    }
  } finally {
    if (stored === null) frontier.taken.image -= 1;
    if (stored?.outcome !== "stored") frontier.taken.bytes -= bytes.bytes;
  }
  frontier.admission.evidence.imageEnded(id, stored !== null && isNewToJob(frontier, stored.imageId));
  if (stored !== null) deps.stored(row.id, { id: stored.imageId, thumbnailUrl: stored.image.thumbnailUrl, alt: stored.alt });
}

/** The most images that are remembered to tell whether a job has seen one before. */
const IMAGES_REMEMBERED = 200_000;

/** Whether the job has not seen this image before. Another job may have. */
function isNewToJob({ seenImages }: Frontier, imageId: number): boolean {
  if (seenImages.size >= IMAGES_REMEMBERED) seenImages.clear();
  return !seenImages.has(imageId) && Boolean(seenImages.add(imageId));
}

function conclusionOf(
  id: number,
  facts: FetchFacts,
  { outcome, reason, detail }: { outcome: "rejected" | "failed"; reason: string; detail: string },
): Conclusion {
  return { id, outcome, reason, detail: { code: "inspection", text: cutWords(detail) }, kind: "image", facts };
}

/** Checks the limits for images against a URL that was fetched as a page, because it was not known to be an image before. */
function refuseImage(frontier: Frontier, url: string): Refusal | null {
  if (frontier.options.dryRun) return DRY_RUN;
  return frontier.admission.refuseImage(url) ?? limitReached(frontier);
}

function limitReached(frontier: Frontier): Refusal | null {
  const { maxImages } = frontier.options;
  return budget(frontier).image > 0
    ? null
    : { reason: "max_images", detail: { code: "count_limit", limit: maxImages, kind: "image" } };
}
