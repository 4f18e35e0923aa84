import type { Queryable } from "../../shared/database/handle.ts";
import { insertSources, insertVariants } from "../../images/storing/repository.ts";
import type { FoundLink } from "../messages.ts";
import { joinAddresses } from "./addresses.ts";
import type { Referrer } from "./admission.ts";
import type { Frontier } from "./frontier.ts";
import { addPending } from "./host_queues.ts";
import {
  type FreshUrl,
  insertReferences,
  listStoredSources,
  listUrlIds,
  listVariants,
  type NewReference,
  type NewUrl,
  promoteToImages,
  writeUrls,
  type WrittenUrl,
} from "./link_repository.ts";

export interface Found {
  referrer: Referrer;
  links: FoundLink[];
}

/** A change of the frontier in memory, to be made after the transaction is committed. */
export type Effect = () => void;

export interface WrittenFound {
  effects: Effect[];
  /** For each entry, in the given order: the ids of the URLs that its links name, each once. */
  urlIds: number[][];
  /** The ids of images that are new to the job, by the id of the page that names them. */
  newImages: Map<number | null, number[]>;
}

/** Writes the links that pages contain: their URLs, and the references to images. Images that are stored get new sources. */
export async function writeFound(tx: Queryable, frontier: Frontier, spelled: Found[]): Promise<WrittenFound> {
  if (spelled.length === 0) return { effects: [], urlIds: [], newImages: new Map() };
  const { attempt: { jobId }, admission } = frontier;
  const { found, joined } = await joinAddresses(tx, frontier, spelled);
  frontier.hasVariants ||= found.some(({ links }) => links.some(({ reject }) => reject?.reason === "variant"));
  const urls = distinct(found.flatMap(({ referrer, links }) => links.flatMap((link) => admission.admit(link, referrer) ?? [])));
  const written = await writeUrls(tx, jobId, [...urls, ...joined]);
  const idOf = await findIds(tx, frontier, found, written);
  const referred = await insertReferences(tx, jobId, found.flatMap(referencesOf));
  await writeSources(tx, frontier, referred.map(({ urlId }) => urlId), [...new Set(referred.map(({ pageId }) => pageId))]);
  const wanted = wantedImages(frontier, found);
  const promoted = await promoteToImages(tx, referred.filter(({ url }) => wanted.has(url)).map(({ urlId }) => urlId));
  const known = urls.map((url) => ({ ...url, id: idOf(url.url) }));
  return {
    effects: [
      () => admission.remember(known),
      ...effectsOfPendingUrls(frontier, written.filter(({ state }) => state === "pending")),
      ...effectsOfPendingUrls(frontier, promoted),
    ],
    urlIds: found.map(({ links }) => [...new Set(links.map(({ url }) => idOf(url)))]),
    newImages: imagesByPage(urls, written),
  };
}

function imagesByPage(urls: readonly NewUrl[], written: readonly WrittenUrl[]): Map<number | null, number[]> {
  const pages = new Map(urls.map(({ url, referrerId }) => [url, referrerId]));
  const images = written.filter(({ kind, state }) => kind === "image" && state === "pending");
  const byPage = Map.groupBy(images, ({ url }) => pages.get(url) ?? null);
  return new Map([...byPage].map(([page, images]) => [page, images.map(({ id }) => id)]));
}

/** Returns a function that gives the id of a found URL. Ids that are neither new nor remembered are read in one query. */
async function findIds(
  tx: Queryable,
  { attempt: { jobId }, admission }: Frontier,
  found: Found[],
  written: readonly WrittenUrl[],
): Promise<(url: string) => number> {
  const ids = new Map(written.map(({ url, id }) => [url, id]));
  const others = new Set<string>();
  for (const { links } of found) {
    for (const { url } of links) if (!ids.has(url) && admission.idOf(url) === undefined) others.add(url);
  }
  for (const { url, id } of await listUrlIds(tx, jobId, [...others])) ids.set(url, id);
  return (url) => {
    const id = ids.get(url) ?? admission.idOf(url);
    if (id === undefined) throw new Error(`${url} was found but is not in the ledger of job ${jobId}`);
    return id;
  };
}

/** Writes the sources and variants of those images among `urlIds` that are already stored. `pageIds` null means all pages. */
export async function writeSources(
  tx: Queryable,
  { hasVariants }: Frontier,
  urlIds: number[],
  pageIds: number[] | null,
): Promise<void> {
  if (urlIds.length === 0) return;
  const sources = await listStoredSources(tx, urlIds, pageIds);
  if (sources.length === 0) return;
  await insertSources(tx, sources);
  if (hasVariants) await insertVariants(tx, await listVariants(tx, urlIds));
}

/** Returns the changes of the frontier in memory for URLs that became pending. They are applied once the transaction is committed. */
export function effectsOfPendingUrls({ queues, admission }: Frontier, urls: FreshUrl[]): Effect[] {
  return urls.map((url) => () => {
    addPending(queues, url);
    if (!url.url.startsWith("data:")) admission.note(url.url);
  });
}

/**
 * Merges URLs that are equal. A URL that is shown as an image anywhere is an image, and is fetched if one reference allows it.
 */
function distinct(urls: NewUrl[]): NewUrl[] {
  const byUrl = new Map<string, NewUrl>();
  for (const url of urls) {
    const known = byUrl.get(url.url);
    if (known === undefined || isBetter(url, known)) byUrl.set(url.url, url);
  }
  return [...byUrl.values()];
}

function isBetter(one: NewUrl, other: NewUrl): boolean {
  if (one.kind !== other.kind) return one.kind === "image";
  if ((one.reject === undefined) !== (other.reject === undefined)) return one.reject === undefined;
  return one.depth < other.depth;
}

function referencesOf({ referrer, links }: Found): NewReference[] {
  return links.filter(({ kind }) => kind === "image").map(({ url, reference, context, descriptor, rank }) => ({
    url,
    pageId: referrer.id,
    kind: reference,
    context,
    descriptor,
    rank,
  }));
}

/** Returns the URLs of images that at least one reference allows to fetch. */
function wantedImages({ admission }: Frontier, found: Found[]): Set<string> {
  const links = found.flatMap(({ links }) => links.filter(({ kind, reject }) => kind === "image" && reject === undefined));
  return new Set(links.map(({ url }) => url).filter((url) => url.startsWith("data:") || admission.refuseImage(url) === null));
}
