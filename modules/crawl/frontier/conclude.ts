import type { Queryable } from "../../shared/database/handle.ts";
import type { FetchFacts } from "../messages.ts";
import { type Backoff, backoffMilliseconds, TRIES } from "../politeness/backoff.ts";
import type { UrlKind } from "../schemas.ts";
import { type Refusal } from "./admission.ts";
import { nextCandidates } from "./candidates.ts";
import type { Effect } from "./found.ts";
import type { Frontier, Leased } from "./frontier.ts";
import { concludeUrls, type Conclusion, findAttempts, requeueUrl } from "./frontier_repository.ts";
import { addPending, addRetry, classOf, queueOf } from "./host_queues.ts";
import { failOrigin } from "./leave.ts";
import { findUrl, isLinkedTo, retypeUrl, type UrlFacts } from "./link_repository.ts";
import { standingOf } from "./standing.ts";

/** Failed URLs in a row, after which an origin counts as unreachable: if one URL fails then, all its pending URLs fail. */
const UNREACHABLE_AFTER = 10;
/** With this penalty of its host, in milliseconds, a URL of an unreachable origin fails without further tries. */
const UNREACHABLE_PENALTY = 8_000;

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
    const again = one.retry && one.leased && !isHopeless(frontier, one.leased, one.conclusion.facts)
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
  const wait = retryWait(attempts, facts);
  await requeueUrl(tx, id, wait);
  return () => {
    addRetry(queues, { origin, kind: task.kind }, wait);
    // Without its robots.txt, nothing of the origin may be fetched.
    if (task.kind === "robots") queueOf(queues, origin).restUntil = performance.now() + wait;
    if (task.kind !== "robots" && task.kind !== "image") taken[classOf(task.kind)] -= 1;
  };
}

/** An error of a program behind the server is either gone at once or lasts. */
const BROKEN: Backoff = { first: 400 };
/** A server that has too much to do, or is being started, needs seconds. */
const OVERLOADED: Backoff = { first: 4_000, growth: 4 };

/** Returns how long a URL waits for its next try, in milliseconds. */
function retryWait(attempts: number, { httpStatus = 0, retryAfterMilliseconds }: FetchFacts): number {
  if (retryAfterMilliseconds !== undefined) return Math.max(retryAfterMilliseconds, backoffMilliseconds(attempts));
  if (httpStatus === 429 || httpStatus === 503) return backoffMilliseconds(attempts, OVERLOADED);
  return backoffMilliseconds(attempts, httpStatus >= 500 ? BROKEN : {});
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
  if (isUnreachable(frontier, leased, facts)) {
    effects.push(await failOrigin(tx, frontier, { origin: leased.origin, reason, detail }));
  }
  return effects;
}

/** Whether the origin's other URLs fail as well. Without an answer for its robots.txt nothing of an origin may be fetched. */
function isUnreachable(frontier: Frontier, leased: Leased, { httpStatus }: FetchFacts): boolean {
  return httpStatus === undefined && (leased.task.kind === "robots" || isSilent(frontier, leased));
}

/**
 * Whether further tries are pointless. The penalty counts too, because requests that fail at the same time lengthen it only once.
 */
function isHopeless(frontier: Frontier, leased: Leased, facts: FetchFacts = {}): boolean {
  return facts.httpStatus === undefined && leased.clock.penalty >= UNREACHABLE_PENALTY && isSilent(frontier, leased);
}

/** Whether many URLs of the origin had no answer, and, if it gave anything before, that had no answer either. */
function isSilent(frontier: Frontier, { clock, origin }: Leased): boolean {
  const { given, probeFailed } = standingOf(frontier.standings, origin);
  return clock.errorsInRow >= UNREACHABLE_AFTER && (probeFailed || given === null);
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
