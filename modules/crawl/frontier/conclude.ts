import type { Queryable } from "../../shared/database/handle.ts";
import { insertSourcesOfMany } from "../../images/repository.ts";
import type { FetchFacts, WorkerReport } from "../messages.ts";
import { inScope } from "../scope.ts";
import { addWaiting, countFresh, fenced, type Frontier, type Leased } from "./frontier.ts";
import { countPromoted } from "./found.ts";
import {
  blameUrls,
  concludeUrls,
  type Conclusion,
  failWaiting,
  findAttempts,
  giveBackUrls,
  requeueUrl,
} from "./frontier_repository.ts";
import {
  copyReferences,
  findKeptSources,
  findUrl,
  findUrlByAddress,
  type FreshUrl,
  insertUrls,
  type PromotedUrl,
  promoteToImages,
  type UrlFacts,
} from "./link_repository.ts";

const TRIES = 3;
const FIRST_RETRY_MILLISECONDS = 1_000;
const REDIRECTS = 5;
/** Requests in a row that failed, after which an origin's other URLs are not tried one by one when one has used up its tries. */
const DEAD_AFTER = 10;

/** Takes a task off the worker's hands and tells its host's clock how the request went. */
export function settle(frontier: Frontier, id: number, facts: FetchFacts, reached = true): Leased | null {
  const leased = frontier.leased.get(id);
  if (!leased) return null;
  frontier.leased.delete(id);
  frontier.clocks.finish(leased.clock, frontier.manners, { facts, reached });
  return leased;
}

/** Writes down how a URL ended. */
export async function conclude(frontier: Frontier, conclusion: Conclusion): Promise<void> {
  await fenced(frontier, (tx) => concludeUrls(tx, [conclusion]));
}

/** A request that brought no answer, or an error: tried again up to three times where that may help. */
export async function concludeFailed(frontier: Frontier, report: Extract<WorkerReport, { type: "failed" }>): Promise<void> {
  const { id, reason, detail, facts } = report;
  const leased = settle(frontier, id, facts, facts.httpStatus !== undefined || !report.retry);
  if (!leased) return;
  const { task, clock, origin } = leased;
  // Counted while it is written down, or one more would be leased meanwhile.
  if (task.kind === "page") frontier.taken.pages += 1;
  const dead = facts.httpStatus === undefined && (clock.errorsInRow >= DEAD_AFTER || task.kind === "robots");
  const again = await fenced(frontier, async (tx) => {
    const attempts = await findAttempts(tx, id);
    if (report.retry && attempts < TRIES) {
      const wait = Math.max(facts.retryAfterMilliseconds ?? 0, FIRST_RETRY_MILLISECONDS * 2 ** (attempts - 1));
      await requeueUrl(tx, id, wait);
      return true;
    }
    await concludeUrls(tx, [{ id, outcome: "failed", reason, detail, facts }]);
    if (dead) await failWaiting(tx, { jobId: frontier.attempt.jobId, origin, reason, detail });
    return false;
  });
  if (task.kind === "robots") {
    // RFC 9309, 2.3.1.4: a server error forbids everything, for as long as it is remembered.
    if (!again && facts.httpStatus !== undefined) {
      await frontier.clocks.setRobots(clock, { status: facts.httpStatus, body: null });
    }
    frontier.robotsAsked.delete(origin);
  }
  if (again && task.kind === "page") frontier.taken.pages -= 1;
  if (again) return addWaiting(frontier, origin, task.kind, 1);
  if (dead) frontier.waiting.delete(origin);
}

/** The target of a redirect joins the frontier, with what referred to the source; a seed's target extends the scope. */
export async function concludeRedirect(frontier: Frontier, report: Extract<WorkerReport, { type: "redirect" }>): Promise<void> {
  const { id, target, facts } = report;
  if (!settle(frontier, id, facts)) return;
  const { fresh, promoted, isSeed } = await fenced(frontier, async (tx) => {
    const source = await findUrl(tx, id);
    const refusal = source && refuseRedirect(frontier, source, target);
    await concludeUrls(tx, [{
      id,
      outcome: "rejected",
      ...(refusal ?? { reason: "redirected", detail: `To ${target}`.slice(0, 500) }),
      facts,
    }]);
    if (!source || refusal) return { fresh: [], promoted: [], isSeed: false };
    return {
      ...await insertTarget(tx, frontier.attempt.jobId, source, target),
      isSeed: source.depth === 0 && source.kind === "page",
    };
  });
  if (isSeed) frontier.scopeSeeds = [...frontier.scopeSeeds, target];
  countFresh(frontier, fresh);
  countPromoted(frontier, promoted);
}

async function insertTarget(
  tx: Queryable,
  jobId: number,
  source: UrlFacts,
  target: string,
): Promise<{ fresh: FreshUrl[]; promoted: PromotedUrl[] }> {
  const { id, kind, depth, redirects } = source;
  const url = { url: target, origin: new URL(target).origin, kind, depth, redirects: redirects + 1 };
  const fresh = await insertUrls(tx, { jobId, referrerId: id, urls: [url] });
  const known = await findUrlByAddress(tx, jobId, target);
  if (known === null) return { fresh, promoted: [] };
  await copyReferences(tx, id, known.id);
  await insertSourcesOfMany(tx, await findKeptSources(tx, [known.id], null));
  return { fresh, promoted: kind === "image" ? await promoteToImages(tx, [known.id]) : [] };
}

function refuseRedirect({ options, scopeSeeds }: Frontier, source: UrlFacts, target: string) {
  if (source.redirects >= REDIRECTS) return { reason: "redirect_loop", detail: `More than ${REDIRECTS} redirects` };
  const isFollowed = source.kind === "image"
    ? inScope(target, scopeSeeds, options.imageScope)
    : source.depth === 0 || inScope(target, scopeSeeds, options.scope);
  if (!isFollowed) {
    return { reason: "redirect_out_of_scope", detail: `It redirects to ${target}`.slice(0, 500) };
  }
  return null;
}

/**
 * After a worker's death: what it was working on is blamed, and given up when it was blamed before; the rest is put back.
 * Returns the addresses given up.
 */
export async function recoverLeased(frontier: Frontier, working: ReadonlySet<number>): Promise<string[]> {
  const leased = [...frontier.leased.values()];
  const blamed = leased.filter(({ task }) => working.has(task.id)).map(({ task }) => task.id);
  const others = leased.filter(({ task }) => !working.has(task.id)).map(({ task }) => task.id);
  const lost = await fenced(frontier, async (tx) => {
    const again = blamed.length > 0 ? await blameUrls(tx, blamed) : [];
    if (others.length > 0) await giveBackUrls(tx, others);
    const detail = "The crawler's process died twice while working on it";
    if (again.length > 0) await concludeUrls(tx, again.map((id) => ({ id, outcome: "failed", reason: "worker_died", detail })));
    return new Set(again);
  });
  for (const { task, origin } of leased) {
    if (task.kind === "robots") frontier.robotsAsked.delete(origin);
    else if (!lost.has(task.id)) addWaiting(frontier, origin, task.kind, 1);
  }
  abandonLeased(frontier);
  return leased.filter(({ task }) => lost.has(task.id)).map(({ task }) => task.url);
}

/** What was under way is not any more: the hosts, which other jobs share, are free again. */
export function abandonLeased({ leased }: Frontier): void {
  for (const { clock } of leased.values()) clock.active = Math.max(0, clock.active - 1);
  leased.clear();
}
