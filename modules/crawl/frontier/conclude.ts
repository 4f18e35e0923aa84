import type { Queryable } from "../../shared/database/handle.ts";
import type { FetchFacts } from "../messages.ts";
import { backoffMilliseconds, TRIES } from "../politeness/backoff.ts";
import type { UrlKind } from "../schemas.ts";
import { type Refusal } from "./admission.ts";
import { nextCandidates } from "./candidates.ts";
import type { Effect } from "./found.ts";
import type { Frontier, Leased } from "./frontier.ts";
import { concludeUrls, type Conclusion, failWaiting, findAttempts, requeueUrl } from "./frontier_repository.ts";
import { addPending, addRetry, CLASSES, classOf } from "./host_queues.ts";
import { findUrl, isLinkedTo, retypeUrl, type UrlFacts } from "./link_repository.ts";
import type { Remark } from "../texts.ts";

/** Failed requests in a row, after which an origin counts as unreachable: if one URL fails then, all its pending URLs fail. */
const UNREACHABLE_AFTER = 10;
/** With this host delay, a URL of an unreachable origin fails without further tries. */
const UNREACHABLE_DELAY_MILLISECONDS = 8_000;

/** How a URL ended. */
export interface Ended {
  conclusion: Conclusion;
  /** The task that was fetched; absent if the URL was not leased. */
  leased?: Leased;
  /** Whether the URL failed and another try may succeed. */
  retry?: boolean;
}

/**
 * Writes how URLs ended. A URL is tried up to three times. If it brought no image, the next candidate of its picture is opened.
 */
export async function writeEnded(tx: Queryable, frontier: Frontier, ended: Ended[]): Promise<Effect[]> {
  const effects: Effect[] = [];
  const final: Ended[] = [];
  for (const one of ended) {
    const again = one.retry && one.leased && !isHopeless(one.leased, one.conclusion.facts)
      ? await tryAgain(tx, frontier, one.conclusion, one.leased)
      : null;
    if (again === null) final.push(one);
    else effects.push(again);
  }
  await concludeUrls(tx, final.map(({ conclusion }) => conclusion));
  for (const { conclusion, leased } of final) {
    if (leased && conclusion.outcome === "failed") effects.push(...await writeFailed(tx, frontier, conclusion, leased));
  }
  const imageless = final.filter(({ conclusion, leased }) => leased?.task.kind === "image" && conclusion.imageId === undefined);
  return [...effects, ...await nextCandidates(tx, frontier, imageless.map(({ conclusion }) => conclusion.id))];
}

/** Puts a failed URL back, to be tried again later. Returns null if it has used up its tries. */
async function tryAgain(
  tx: Queryable,
  { queues, taken }: Frontier,
  { id, facts = {} }: Conclusion,
  { task, origin }: Leased,
): Promise<Effect | null> {
  const attempts = await findAttempts(tx, id);
  if (attempts >= TRIES) return null;
  const wait = Math.max(facts.retryAfterMilliseconds ?? 0, backoffMilliseconds(attempts));
  await requeueUrl(tx, id, wait);
  return () => {
    addRetry(queues, origin, wait);
    if (task.kind !== "robots" && task.kind !== "image") taken[classOf(task.kind)] -= 1;
  };
}

async function writeFailed(tx: Queryable, frontier: Frontier, conclusion: Conclusion, leased: Leased): Promise<Effect[]> {
  const { facts = {}, reason = "network", detail } = conclusion;
  const effects: Effect[] = [];
  if (leased.task.kind === "robots" && facts.httpStatus !== undefined) {
    const answer = { status: facts.httpStatus, body: null };
    // RFC 9309, 2.3.1.4: a server error forbids everything until robots.txt is asked for again.
    effects.push(() =>
      void frontier.clocks.setRobots(leased.clock, answer).catch(() => {
        // The answer is already in force in memory. If it could not be written, the next process asks the server again.
      })
    );
  }
  return isUnreachable(leased, facts) ? [...effects, ...await abandonOrigin(tx, frontier, leased, reason, detail)] : effects;
}

/** Whether the origin's other URLs fail as well. Without an answer for its robots.txt nothing of an origin may be fetched. */
function isUnreachable({ clock, task }: Leased, { httpStatus }: FetchFacts): boolean {
  return httpStatus === undefined && (clock.errorsInRow >= UNREACHABLE_AFTER || task.kind === "robots");
}

/**
 * Whether further tries are pointless. The delay counts too, because requests that fail at the same time lengthen it only once.
 */
function isHopeless({ clock }: Leased, facts: FetchFacts = {}): boolean {
  return facts.httpStatus === undefined && clock.errorsInRow >= UNREACHABLE_AFTER &&
    clock.delay >= UNREACHABLE_DELAY_MILLISECONDS;
}

/** Fails all pending URLs of an origin. */
async function abandonOrigin(
  tx: Queryable,
  { attempt: { jobId }, queues, held }: Frontier,
  { origin }: Leased,
  reason: string,
  detail: Remark | undefined,
): Promise<Effect[]> {
  const queue = queues.get(origin);
  const claimed = queue ? CLASSES.flatMap((kind) => queue.ready[kind]).map(({ id }) => id) : [];
  await failWaiting(tx, { jobId, origin, claimed, reason, detail });
  return [() => {
    for (const kind of CLASSES) held[kind] -= queue?.ready[kind].splice(0).length ?? 0;
    queues.delete(origin);
  }];
}

export interface Retyped {
  id: number;
  kind: UrlKind;
  facts: FetchFacts;
}

/**
 * Writes that a URL is of another kind than it was fetched as. It is fetched again as that kind if the job's options allow it.
 */
export async function writeRetype(tx: Queryable, frontier: Frontier, { id, kind, facts }: Retyped): Promise<Effect[]> {
  const url = await findUrl(tx, id);
  if (url === null) return [];
  const depth = url.kind === "image" && kind === "page" ? url.depth + 1 : url.depth;
  const refusal = await refuseRetype(tx, frontier, url, { kind, depth, facts });
  const reopened = url.kind === "image" ? await nextCandidates(tx, frontier, [id]) : [];
  if (refusal) await concludeUrls(tx, [{ id, outcome: "rejected", ...refusal, facts }]);
  else if (await retypeUrl(tx, id, { kind, depth })) {
    reopened.push(() => addPending(frontier.queues, { origin: url.origin, kind }));
  }
  return reopened;
}

async function refuseRetype(
  tx: Queryable,
  { admission, options }: Frontier,
  { id, url, kind: before }: UrlFacts,
  { kind, depth, facts }: { kind: UrlKind; depth: number; facts: FetchFacts },
): Promise<Refusal | null> {
  if (before === "image" && !await isLinkedTo(tx, id)) {
    return { reason: "not_an_image", detail: { code: "answer_type", mediaType: facts.mediaType ?? null } };
  }
  if (kind === "page" && depth > options.maxDepth) {
    return { reason: "max_depth", detail: { code: "page_too_deep", limit: options.maxDepth } };
  }
  return admission.refusePage(url);
}
