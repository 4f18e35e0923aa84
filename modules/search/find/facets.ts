import type { Database, Queryable } from "../../shared/database/handle.ts";
import type { Facets } from "../schemas.ts";
import { findPage } from "./find_page.ts";
import { parseSearch } from "../grammar/parser.ts";
import { bitsSuffice } from "../plan/plan.ts";
import { openSearch, reordered } from "./search_context.ts";
import { countTagsOfImages, countTagsOfResult } from "./tag_count_repository.ts";

/** The tags that are counted are taken from this many images, the newest of the result. */
const SAMPLE = 500;

/**
 * Returns the most frequent tags of the newest images of a result, each counted in the whole result by its bitmap. If the search
 * reads rows, they are counted in those newest images only. Throws like `searchImages`.
 */
export async function findFacets(db: Queryable | Database, q: string, limit: number): Promise<Facets> {
  const search = reordered(await openSearch(db, parseSearch(q)), { by: "id", direction: "desc" });
  const { images } = await findPage(search, { after: null, limit: SAMPLE, seed: 0, counted: false });
  const ids = images.map(({ id }) => id);
  if (ids.length === 0) return { tags: [], exact: true };
  if (bitsSuffice(search.plan)) return { tags: await countTagsOfResult(search, ids, limit), exact: true };
  return { tags: await countTagsOfImages(db, ids, limit), exact: ids.length < SAMPLE };
}
