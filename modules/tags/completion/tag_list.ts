import type { Queryable } from "../../shared/database/handle.ts";
import type { Page } from "../../shared/page.ts";
import { completeTags } from "./service.ts";
import { findTags } from "../repository.ts";
import type { Tag, TagQuery } from "../schemas.ts";

/** Tags whose name begins with `q`. If there are none: tags that `q` finds by an alias, by a word of the name or with a typo. */
export async function listTags(db: Queryable, query: TagQuery): Promise<Page<Tag>> {
  const page = await findTags(db, query);
  if (page.items.length > 0 || query.q === "" || query.cursor !== undefined) return page;
  const meant = await completeTags(db, query.q, query.limit);
  const items = meant.map(({ tag }) => tag).filter(({ category }) => query.category === "" || category === query.category);
  return { items, next: null };
}
