import { sqlState } from "../../shared/database/handle.ts";
import { inBatches } from "../../shared/batch.ts";
import type { Queryable } from "../../shared/database/handle.ts";
import { type KeepDeps, keepImages, type KeptImage, type Prepared } from "../../images/storing/store.ts";
import { insertSources, insertVariants } from "../../images/storing/repository.ts";
import { shownNames } from "../../tags/kinds.ts";
import { spellName } from "../../tags/schemas.ts";
import { tagImages } from "../../tags/taggings/service.ts";
import { CRAWL_TAGS } from "../kinds.ts";
import { markKept } from "../jobs/repository.ts";
import type { FetchFacts } from "../messages.ts";
import { type Ended, type Redirected, type Retyped, writeEnded, writeRedirect, writeRetype } from "./conclude.ts";
import { type Effect, type Found, writeFound } from "./found.ts";
import { assertFence, type Frontier } from "./frontier.ts";
import { concludeUrls } from "./frontier_repository.ts";
import { listSources, listVariants } from "./link_repository.ts";

/** One thing that an attempt has to write down. */
export type Entry =
  | { type: "found"; found: Found }
  | { type: "kept"; id: number; prepared: Prepared; facts: FetchFacts }
  | { type: "ended"; ended: Ended }
  | { type: "redirected"; redirected: Redirected }
  | { type: "retyped"; retyped: Retyped };

/** A kept image, and the alternative text that some page gives it. */
export type Kept = KeptImage & { alt: string | null };

/** The result of writing one entry. */
export interface Written {
  /** The image, where the entry was one that is kept. */
  kept: Kept | null;
  /** The ledger rows of all URLs that the entry's links name, known or new. */
  urlIds: readonly number[];
}

/** Writes an entry down with whatever else is waiting; resolves when it is committed. */
export type Commit = (entry: Entry) => Promise<Written>;

/** Entries in a transaction: 200 links each, at most. */
const LIMIT = 64;
/** Most of a small transaction is what does not depend on its size. */
const LINGER_MILLISECONDS = 150;

/** The one writer of an attempt: entries that come while a transaction is under way share the next one. */
export function createCommit(deps: Pick<KeepDeps, "database" | "storage">, frontier: Frontier): Commit {
  return inBatches((entries: Entry[]) => commit(deps, frontier, entries), {
    limit: LIMIT,
    lingerMilliseconds: LINGER_MILLISECONDS,
    isolate: isUnstorable,
  });
}

/** What the database cannot hold (class 22 and 23 of SQLSTATE) is the site's doing: that URL fails, the job goes on. */
export function isUnstorable(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error) ?? "");
}

async function commit(
  deps: Pick<KeepDeps, "database" | "storage">,
  frontier: Frontier,
  entries: Entry[],
): Promise<Written[]> {
  const images = entries.flatMap((entry) => entry.type === "kept" ? [entry] : []);
  let effects: Effect[] = [];
  let urlIds: readonly number[][] = [];
  let alts = new Map<number, string>();
  const kept = await keepImages(deps, images.map(({ prepared }) => prepared), async (tx, kept) => {
    await assertFence(tx, frontier.attempt);
    const found = await writeFound(tx, frontier, entries.flatMap((entry) => entry.type === "found" ? [entry.found] : []));
    effects = found.effects;
    urlIds = found.urlIds;
    alts = await writeKept(
      tx,
      frontier,
      kept.flatMap((image, index) => images[index] ? [{ ...images[index], image }] : []),
    );
    effects.push(...await writeEnded(tx, frontier, entries.flatMap((entry) => entry.type === "ended" ? [entry.ended] : [])));
    for (const entry of entries) {
      if (entry.type === "redirected") effects.push(...await writeRedirect(tx, frontier, entry.redirected));
      if (entry.type === "retyped") effects.push(...await writeRetype(tx, frontier, entry.retyped));
    }
  });
  for (const effect of effects) effect();
  const keptInOrder = kept.values();
  const idsInOrder = urlIds.values();
  return entries.map((entry) => {
    const image = entry.type === "kept" ? keptInOrder.next().value : undefined;
    return {
      kept: image && entry.type === "kept" ? { ...image, alt: alts.get(entry.id) ?? null } : null,
      urlIds: entry.type === "found" ? idsInOrder.next().value ?? [] : [],
    };
  });
}

async function writeKept(
  tx: Queryable,
  frontier: Frontier,
  kept: { id: number; facts: FetchFacts; image: KeptImage }[],
): Promise<Map<number, string>> {
  if (kept.length === 0) return new Map();
  const { attempt, options } = frontier;
  await concludeUrls(
    tx,
    kept.map(({ id, facts, image: { outcome, imageId } }) => ({ id, outcome, kind: "image", imageId, facts })),
  );
  const ids = kept.map(({ id }) => id);
  const imageOf = new Map(kept.map(({ id, image }) => [id, image.imageId]));
  const sources = await listSources(tx, ids);
  await insertSources(tx, sources.flatMap(({ urlId, ...source }) => ({ ...source, imageId: imageOf.get(urlId) ?? 0 })));
  if (frontier.hasVariants) await insertVariants(tx, await listVariants(tx, ids));
  await tagImages(tx, [...new Set(imageOf.values())], options.tags, {
    origin: "crawl",
    description: CRAWL_TAGS.of({ job: attempt.jobId, tags: shownNames(options.tags, spellName) }),
  });
  await markKept(tx, attempt.jobId);
  return new Map(sources.flatMap(({ urlId, alt }) => alt ? [[urlId, alt] as const] : []));
}
