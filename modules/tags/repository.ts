import { z } from "zod";
import type { Queryable } from "../shared/database/handle.ts";
import { cutPage, decodeCursor, type Page } from "../shared/page.ts";
import type { Category, Tag, Tagging, TagQuery } from "./schemas.ts";
import { typedName } from "./typed_name.ts";

/** SQL: the columns of a `Tag`, and the tables that they come from. */
export const TAG =
  `tag.name, coalesce(tag.display_name, tag.name) as display_name, tag_category.name as category, tag_category.colour, tag.description, tag.image_count, tag.created_at
  from tag join tag_category on tag_category.id = tag.category_id`;

/** A text that follows, in byte order, all texts that begin with the prefix: its last character is the greatest of Unicode. */
export function endOfPrefix(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}

/** Tags whose name begins with `q`, most used first or by name. */
export async function findTags(db: Queryable, { q, order, category, limit, cursor }: TagQuery): Promise<Page<Tag>> {
  const prefix = typedName(q);
  if (order === "name") {
    const after = decodeCursor(cursor, z.tuple([z.string()]));
    const rows = await db.query<Tag>(BY_NAME, [prefix, endOfPrefix(prefix), after?.[0] ?? "", limit + 1, category]);
    return cutPage(rows, limit, ({ name }) => [name]);
  }
  const after = decodeCursor(cursor, z.tuple([z.number().int(), z.string()]));
  const [count = null, name = ""] = after ?? [];
  const rows = await db.query<Tag>(BY_COUNT, [prefix, endOfPrefix(prefix), count, name, limit + 1, category]);
  return cutPage(rows, limit, ({ imageCount, name }) => [imageCount, name]);
}

// Byte order (~<~) is the order of the prefix index, and the same on every server, whatever its locale.
const BY_NAME = `
  select ${TAG} where tag.name ~>=~ $1 and tag.name ~<=~ $2 and tag.name ~>~ $3 and ($5 = '' or tag_category.name = $5)
  order by tag.name using ~<~ limit $4`;

const BY_COUNT = `
  select ${TAG} where tag.name ~>=~ $1 and tag.name ~<=~ $2
    and ($3::bigint is null or tag.image_count <= $3 and (tag.image_count < $3 or tag.name > $4))
    and ($6 = '' or tag_category.name = $6)
  order by tag.image_count desc, tag.name limit $5`;

/** The tag with this name or alias. */
export async function findTag(db: Queryable, name: string): Promise<Tag | null> {
  const [row] = await db.query<Tag>(
    `select ${TAG} where tag.name = $1 or tag.id = (select tag_id from tag_alias where name = $1)
    order by tag.name = $1 desc limit 1`,
    [name],
  );
  return row ?? null;
}

export async function findCategories(db: Queryable): Promise<Category[]> {
  return await db.query<Category>("select id, name, colour, position from tag_category order by position, id");
}

/** The tags of one image, ordered by category and name. */
export async function findTaggings(db: Queryable, imageId: number): Promise<Tagging[]> {
  return await db.query<Tagging>(
    `select tag.name, tag_category.name as category, tag_category.colour, image_tag.origin
    from image_tag join tag on tag.id = image_tag.tag_id join tag_category on tag_category.id = tag.category_id
    where image_tag.image_id = $1 order by tag_category.position, tag.name using ~<~`,
    [imageId],
  );
}
