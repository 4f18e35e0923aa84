import type { Database, Queryable } from "../shared/database/handle.ts";
import { cutPage } from "../shared/page.ts";
import type { ImageSet } from "../shared/bitmap/image_set.ts";
import { setOfIds, sizeOf } from "../shared/bitmap/image_set.ts";
import { withUrls } from "../images/repository.ts";
import type { ImagePage, ImageQuery, Selection, SelectionSummary } from "./schemas.ts";
import { cursorOf, positionOf } from "./find/position.ts";
import { findPage } from "./find/find_page.ts";
import { findNeighbours, type Neighbours } from "./find/neighbours.ts";
import { openSearch } from "./find/search_context.ts";
import { selectBits } from "./find/select_bits.ts";
import { bitsOfParts, explainTerms, noticesOf, partsOf } from "./find/terms.ts";
import { summariseSet } from "./find/summary.ts";
import { parseSearch } from "./grammar/parser.ts";
import { findTiles } from "./find/tile_repository.ts";

/**
 * Returns a page of the images that a search finds, in its order, with counts. Throws `malformed` on a syntax error or a cursor of
 * another order, and `too_costly` if rows would have to be read for longer than `milliseconds`.
 */
export async function searchImages(
  db: Queryable | Database,
  { q, limit: asked, cursor }: ImageQuery,
  bounds: { milliseconds?: number } = {},
): Promise<ImagePage> {
  const query = parseSearch(q);
  const after = positionOf(query.order, cursor);
  const limit = query.limit ?? asked;
  const seed = after?.seed ?? (query.order.by === "random" ? newSeed() : 0);
  const search = await openSearch(db, query);
  const parts = partsOf(search.plan);
  const found = await findPage(search, { after, limit: limit + 1, seed, others: bitsOfParts(parts), ...bounds });
  const page = cutPage(found.images, limit, ({ key, id }) => cursorOf(query.order, { key, id, seed }));
  const [tiles, terms] = await Promise.all([
    findTiles(db, page.items.map(({ id }) => id)),
    explainTerms(search, parts, found),
  ]);
  return {
    items: tiles.map((row) => withUrls(row)),
    next: page.next,
    count: found.count,
    terms,
    notices: noticesOf(search.plan),
  };
}

function newSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

/** Returns the images before and after this one in the result of `q`. Throws like `searchImages`. */
export async function searchNeighbours(db: Queryable | Database, id: number, q: string): Promise<Neighbours> {
  return await findNeighbours(await openSearch(db, parseSearch(q)), id);
}

/** Returns the images of a selection. If it has a query, throws like `searchImages`. */
export async function selectImages(db: Queryable | Database, select: Selection): Promise<ImageSet> {
  if ("ids" in select) return setOfIds(select.ids);
  return await selectBits(await openSearch(db, parseSearch(select.q)));
}

/** Returns the tags of the selected images, the most frequent first. */
export async function summarise(db: Queryable | Database, select: Selection): Promise<SelectionSummary> {
  const set = await selectImages(db, select);
  return { total: sizeOf(set), tags: await summariseSet(db, set) };
}
