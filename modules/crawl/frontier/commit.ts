import { inBatches } from "../../shared/batch.ts";
import { type Queryable, sqlState } from "../../shared/database/handle.ts";
import { placeFiles, type Stored } from "../../images/storing/place_files.ts";
import type { Prepared, StoreDeps } from "../../images/storing/store.ts";
import { insertSources, insertVariants } from "../../images/storing/repository.ts";
import { shownNames } from "../../tags/kinds.ts";
import { spellName } from "../../tags/schemas.ts";
import { tagImages } from "../../tags/taggings/service.ts";
import { CRAWL_TAGS } from "../kinds.ts";
import { markStored } from "../repository.ts";
import type { FetchFacts } from "../messages.ts";
import { type Ended, type Retyped, writeEnded, writeRetype } from "./conclude.ts";
import { type Redirected, writeRedirect } from "./redirect.ts";
import { type Effect, type Found, writeFound } from "./found.ts";
import { assertFence, type Frontier } from "./frontier.ts";
import { concludeUrls } from "./frontier_repository.ts";
import { listSources, listVariants } from "./link_repository.ts";

/** One thing that an attempt writes. */
export type Entry =
  | { type: "found"; found: Found }
  | { type: "image"; id: number; prepared: Prepared; facts: FetchFacts }
  | { type: "ended"; ended: Ended }
  | { type: "redirected"; redirected: Redirected }
  | { type: "retyped"; retyped: Retyped };

/** A stored image with its alternative text on one of its pages, or null. */
export type StoredWithAlt = Stored & { alt: string | null };

/** The result of writing one entry. */
export interface Written {
  /** The image of an entry of type `image`, otherwise null. */
  stored: StoredWithAlt | null;
  /** The ids of all URLs that the entry's links name, known and new. */
  urlIds: readonly number[];
  /** The ids of images that its links name and that are new to the job. */
  newImages: readonly number[];
}

/** Writes an entry together with others that wait. Resolves when it is committed. */
export type Commit = (entry: Entry) => Promise<Written>;

/** The most entries in one transaction. An entry has up to 200 links. */
const LIMIT = 64;
/** How long an entry waits for others, because the cost of a small transaction hardly depends on its size. */
const LINGER_MILLISECONDS = 150;

type CommitDeps = Pick<StoreDeps, "database" | "storage">;

/** Creates the only writer of an attempt. Entries that arrive during a transaction share the next one. */
export function createCommit(deps: CommitDeps, frontier: Frontier): Commit {
  return inBatches((entries: Entry[]) => commit(deps, frontier, entries), {
    limit: LIMIT,
    lingerMilliseconds: LINGER_MILLISECONDS,
    isolate: isUnstorable,
  });
}

/** Whether the database refused a value of the site (classes 22 and 23 of SQLSTATE). The URL fails then, and the job goes on. */
export function isUnstorable(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error) ?? "");
}

/** Puts the files of the entries' images in place, then writes all entries in one transaction. */
async function commit({ database, storage }: CommitDeps, frontier: Frontier, entries: Entry[]): Promise<Written[]> {
  const images = entries.filter((entry) => entry.type === "image");
  const files = images.length > 0 ? await placeFiles({ database, storage }, images.map(({ prepared }) => prepared)) : null;
  try {
    const { written, effects } = await database.transaction(async (tx) => {
      const stored = await files?.insertRows(tx) ?? [];
      await assertFence(tx, frontier.attempt);
      return await writeEntries(tx, frontier, entries, stored);
    });
    for (const effect of effects) effect();
    await files?.removeDuplicates(written.flatMap(({ stored }) => stored ?? []));
    return written;
  } catch (error) {
    await files?.takeBack();
    throw error;
  }
}

/** A URL of the ledger whose image is stored. */
interface StoredUrl {
  id: number;
  facts: FetchFacts;
  image: Stored;
}

/** Writes the entries. `images` belong to the entries of type `image`, in the same order. */
async function writeEntries(
  tx: Queryable,
  frontier: Frontier,
  entries: Entry[],
  images: readonly Stored[],
): Promise<{ written: Written[]; effects: Effect[] }> {
  const { effects, urlIds, newImages } = await writeFound(
    tx,
    frontier,
    entries.flatMap((entry) => entry.type === "found" ? [entry.found] : []),
  );
  const imagesInOrder = images.values();
  const storedOf = new Map<Entry, StoredUrl>();
  for (const entry of entries) {
    const image = entry.type === "image" ? imagesInOrder.next().value : undefined;
    if (image && entry.type === "image") storedOf.set(entry, { id: entry.id, facts: entry.facts, image });
  }
  const alts = await writeStored(tx, frontier, [...storedOf.values()]);
  effects.push(...await writeEnded(tx, frontier, entries.flatMap((entry) => entry.type === "ended" ? [entry.ended] : [])));
  for (const entry of entries) {
    if (entry.type === "redirected") effects.push(...await writeRedirect(tx, frontier, entry.redirected));
    if (entry.type === "retyped") effects.push(...await writeRetype(tx, frontier, entry.retyped));
  }
  const idsInOrder = urlIds.values();
  const written = entries.map((entry) => {
    const row = storedOf.get(entry);
    return {
      stored: row ? { ...row.image, alt: alts.get(row.id) ?? null } : null,
      urlIds: entry.type === "found" ? idsInOrder.next().value ?? [] : [],
      newImages: entry.type === "found" ? newImages.get(entry.found.referrer.id) ?? [] : [],
    };
  });
  return { written, effects };
}

/** Concludes the URLs of stored images, and writes their sources, variants and tags. Returns alternative texts by URL id. */
async function writeStored(
  tx: Queryable,
  frontier: Frontier,
  stored: StoredUrl[],
): Promise<Map<number, string>> {
  if (stored.length === 0) return new Map();
  const { attempt, options } = frontier;
  await concludeUrls(
    tx,
    stored.map(({ id, facts, image: { outcome, imageId } }) => ({ id, outcome, kind: "image", imageId, facts })),
  );
  const ids = stored.map(({ id }) => id);
  const imageOf = new Map(stored.map(({ id, image }) => [id, image.imageId]));
  const sources = await listSources(tx, ids);
  await insertSources(tx, sources.flatMap(({ urlId, ...source }) => ({ ...source, imageId: imageOf.get(urlId) ?? 0 })));
  if (frontier.hasVariants) await insertVariants(tx, await listVariants(tx, ids));
  await tagImages(tx, [...new Set(imageOf.values())], options.tags, {
    origin: "crawl",
    description: CRAWL_TAGS.of({ job: attempt.jobId, tags: shownNames(options.tags, spellName) }),
  });
  await markStored(tx, attempt.jobId);
  return new Map(sources.flatMap(({ urlId, alt }) => alt ? [[urlId, alt] as const] : []));
}
