import type { Queryable } from "../../shared/database/handle.ts";
import type { FetchFacts } from "../messages.ts";
import { cutWords, type Remark } from "../texts.ts";
import { joinTarget } from "./addresses.ts";
import type { Refusal } from "./admission.ts";
import { nextCandidates } from "./candidates.ts";
import { type Effect, effectsOfPendingUrls, writeSources } from "./found.ts";
import type { Frontier } from "./frontier.ts";
import { concludeUrls } from "./frontier_repository.ts";
import {
  copyReferences,
  findUrl,
  findUrlByAddress,
  type FreshUrl,
  insertUrls,
  promoteToImages,
  type UrlFacts,
} from "./link_repository.ts";
import { leadsTo, reopenRedirecting, writeRedirectTarget } from "./redirect_repository.ts";

/** The most redirects of one chain (Fetch, "HTTP-redirect fetch"). */
export const REDIRECTS = 20;
/**
 * The redirects of a chain that lead in a circle although no cookie has changed. A server may mean it, because it makes the file
 * at the first request.
 */
const UNCHANGED_CIRCLE = 3;
/** Why a URL may be requested again as the target of a redirect, and why also if its cookies have changed. */
const AGAIN = ["redirected", "redirect_loop"];
const AGAIN_WITH_COOKIES = [...AGAIN, "http_401", "http_403"];

export interface Redirected {
  id: number;
  target: string;
  /** Whether a request for the target would now carry other cookies than the last one. */
  cookiesChanged?: boolean;
  facts: FetchFacts;
}

/**
 * Concludes a URL that redirects, and adds its target with the same references. The URL that a seed leads to in the end extends the
 * scope; a host that only asks for consent or a sign-in on the way does not.
 */
export async function writeRedirect(tx: Queryable, frontier: Frontier, redirected: Redirected): Promise<Effect[]> {
  const { id, target, facts } = redirected;
  const source = await findUrl(tx, id);
  const refusal = source && await refuseRedirect(tx, frontier, source, redirected);
  const why = refusal ?? { reason: "redirected", detail: { code: "redirected", target: cutWords(target) } satisfies Remark };
  await concludeUrls(tx, [{ id, outcome: "rejected", ...why, facts }]);
  if (!source || refusal) return source?.kind === "image" ? await nextCandidates(tx, frontier, [id]) : [];
  const isSeed = source.depth === 0 && source.kind === "page";
  return [
    ...await insertTarget(tx, frontier, source, redirected),
    () => {
      if (!isSeed) return;
      if (source.redirects > 0) frontier.admission.retract(source.url);
      frontier.admission.extend([target]);
    },
  ];
}

async function insertTarget(
  tx: Queryable,
  frontier: Frontier,
  source: UrlFacts,
  { target: spelled, cookiesChanged = false }: Redirected,
): Promise<Effect[]> {
  const { id, kind, depth } = source;
  const { jobId } = frontier.attempt;
  const redirects = source.redirects + 1;
  const { target, key } = await joinTarget(tx, frontier, spelled);
  const url = { url: target, origin: new URL(target).origin, kind, depth, referrerId: id, redirects, ...key };
  const fresh = await insertUrls(tx, jobId, [url]);
  const known = await findUrlByAddress(tx, jobId, target);
  if (known === null) return effectsOfPendingUrls(frontier, fresh);
  const reopened = await reopen(tx, source, known, cookiesChanged);
  if (known.id !== id) {
    await writeRedirectTarget(tx, id, known.id);
    await copyReferences(tx, id, known.id);
    await writeSources(tx, frontier, [known.id], null);
  }
  const promoted = kind === "image" ? await promoteToImages(tx, [known.id]) : [];
  return effectsOfPendingUrls(frontier, [...fresh, ...reopened, ...promoted]);
}

/**
 * Opens a known target again where a browser would get another answer than the last one: because cookies have changed, or for a
 * few times because the chain is a circle.
 */
async function reopen(tx: Queryable, source: UrlFacts, known: UrlFacts, cookiesChanged: boolean): Promise<FreshUrl[]> {
  if (!cookiesChanged && !await leadsTo(tx, known.id, source.id)) return [];
  const reasons = cookiesChanged ? AGAIN_WITH_COOKIES : AGAIN;
  return await reopenRedirecting(tx, known.id, { redirects: source.redirects + 1, reasons });
}

async function refuseRedirect(
  tx: Queryable,
  { admission, attempt }: Frontier,
  source: UrlFacts,
  { target, cookiesChanged = false }: Redirected,
): Promise<Refusal | null> {
  const { id, depth, kind, redirects } = source;
  if (redirects >= REDIRECTS) return { reason: "redirect_loop", detail: { code: "redirect_limit", limit: REDIRECTS } };
  if (!cookiesChanged && redirects >= UNCHANGED_CIRCLE) {
    const known = await findUrlByAddress(tx, attempt.jobId, target);
    if (known !== null && await leadsTo(tx, known.id, id)) {
      return { reason: "redirect_loop", detail: { code: "redirect_circle", target: cutWords(target) } };
    }
  }
  if (depth === 0 && kind === "page") return null;
  const refusal = kind === "page" ? admission.refusePage(target) : admission.refuseImage(target);
  return refusal && { reason: "redirect_out_of_scope", detail: { code: "redirects_outside", target: cutWords(target) } };
}
