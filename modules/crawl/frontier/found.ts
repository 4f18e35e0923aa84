import type { Queryable } from "../../shared/database/handle.ts";
import { insertSourcesOfMany } from "../../images/repository.ts";
import type { FoundLink } from "../messages.ts";
import { inScope } from "../scope.ts";
import { addWaiting, countFresh, fenced, type Frontier } from "./frontier.ts";
import { concludeUrls } from "./frontier_repository.ts";
import {
  findKeptSources,
  type FreshUrl,
  insertReferences,
  insertUrls,
  type NewUrl,
  type PromotedUrl,
  promoteToImages,
} from "./link_repository.ts";

/** Takes in what a page refers to: new URLs for the frontier, and one reference a place for each image. */
export async function addFound(frontier: Frontier, pageId: number, depth: number, links: FoundLink[]): Promise<void> {
  const { jobId } = frontier.attempt;
  const urls = distinct(links).map((link) => toUrl(frontier, link, depth));
  const references = links.filter(({ kind }) => kind === "image")
    .map(({ url, reference, context }) => ({ url, kind: reference, context }));
  const refused = new Set(urls.flatMap(({ url, reject }) => reject ? [url] : []));

  const { fresh, promoted } = await fenced(frontier, async (tx) => {
    const inserted = await insertUrls(tx, { jobId, referrerId: pageId, urls });
    const referred = await insertReferences(tx, { jobId, pageId, references });
    await insertSourcesOfMany(tx, await findKeptSources(tx, referred.map(({ id }) => id), pageId));
    const promoted = await promoteToImages(tx, referred.filter(({ url }) => !refused.has(url)).map(({ id }) => id));
    return { fresh: await withoutRejected(tx, inserted, urls), promoted };
  });
  countFresh(frontier, fresh);
  countPromoted(frontier, promoted);
}

export function countPromoted(frontier: Frontier, promoted: PromotedUrl[]): void {
  for (const { origin, wasPending } of promoted) {
    if (wasPending) addWaiting(frontier, origin, "page", -1);
    addWaiting(frontier, origin, "image", 1);
  }
}

/** One link a URL: what a page shows as an image is one, even if it also links to it. */
function distinct(links: FoundLink[]): FoundLink[] {
  const byUrl = new Map<string, FoundLink>();
  for (const link of links) if (link.kind === "image" || !byUrl.has(link.url)) byUrl.set(link.url, link);
  return [...byUrl.values()];
}

function toUrl(frontier: Frontier, { url, kind }: FoundLink, depth: number): NewUrl {
  const { options, scopeSeeds } = frontier;
  const { origin } = new URL(url);
  const isImage = kind === "image";
  return { url, origin, kind, depth: isImage ? depth : depth + 1, reject: rejection() };

  function rejection(): NewUrl["reject"] {
    const scope = isImage ? options.imageScope : options.scope;
    if (!inScope(url, scopeSeeds, scope)) {
      return { reason: "scope", detail: `Not in the ${isImage ? "image " : ""}scope "${scope}" of the job` };
    }
    if (!isImage && depth + 1 > options.maxDepth) {
      return { reason: "max_depth", detail: `More than ${options.maxDepth} links from a seed` };
    }
    return undefined;
  }
}

async function withoutRejected(tx: Queryable, fresh: FreshUrl[], urls: NewUrl[]): Promise<FreshUrl[]> {
  const reasons = new Map(urls.flatMap(({ url, reject }) => reject ? [[url, reject] as const] : []));
  const rejected = fresh.flatMap(({ id, url }) => {
    const reject = reasons.get(url);
    return reject ? [{ id, outcome: "rejected" as const, ...reject }] : [];
  });
  if (rejected.length === 0) return fresh;
  await concludeUrls(tx, rejected);
  const ids = new Set(rejected.map(({ id }) => id));
  return fresh.filter(({ id }) => !ids.has(id));
}
