import type { Queryable } from "../../shared/database/handle.ts";
import type { Alias, Implication } from "./schemas.ts";

export async function listAliases(db: Queryable, tagId: number): Promise<Alias[]> {
  return await db.query<Alias>("select name, created_at from tag_alias where tag_id = $1 order by name using ~<~", [tagId]);
}

/** The tags that the tag implies, or those that imply it, both directly. The most used come first. */
export async function listImplications(db: Queryable, tagId: number, side: "implies" | "impliedBy"): Promise<Implication[]> {
  const [own, other] = side === "implies" ? ["tag_id", "implied_tag_id"] : ["implied_tag_id", "tag_id"];
  return await db.query<Implication>(
    `select tag.name, tag_category.name as category, tag_category.colour, tag.image_count
    from tag_implication join tag on tag.id = tag_implication.${other} join tag_category on tag_category.id = tag.category_id
    where tag_implication.${own} = $1 order by tag.image_count desc, tag.name`,
    [tagId],
  );
}
