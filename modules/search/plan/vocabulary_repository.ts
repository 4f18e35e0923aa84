import type { Queryable } from "../../shared/database/handle.ts";
import type { ImageSet } from "../../shared/bitmap/image_set.ts";
import { POSITIONS, type PositionsOfChunk, setOfPositions } from "../../shared/bitmap/wire.ts";
import { endOfPrefix } from "../../tags/repository.ts";

/** Returns the ids of tags by their names or aliases. Names that no tag has are absent. */
export async function findTagsNamed(db: Queryable, names: string[]): Promise<Map<string, number>> {
  const rows = await db.query<{ name: string; id: number }>(
    `select given.name, coalesce(own.id, tag_alias.tag_id) as id
    from jsonb_array_elements_text($1::text::jsonb) as given (name)
    left join tag own on own.name = given.name
    left join tag_alias on tag_alias.name = given.name
    where coalesce(own.id, tag_alias.tag_id) is not null`,
    [JSON.stringify(names)],
  );
  return new Map(rows.map(({ name, id }) => [name, id]));
}

/** Returns the most used tags whose name or alias matches; `*` stands for any characters. `cut`: more tags match. */
export async function findTagsLike(db: Queryable, pattern: string, limit: number): Promise<{ ids: number[]; cut: boolean }> {
  const pieces = pattern.split("*");
  const [first = ""] = pieces;
  // The prefix is a condition of its own, because a generic plan cannot take it from the pattern: it took 2.4 ms instead of 0.4.
  const begins = first === "" ? "true" : "name ~>=~ $3 and name ~<~ $4";
  const rows = await db.query<{ id: number }>(
    `select id from tag where id in (select tag_id from tag_spelling where name like $1 and ${begins})
    order by image_count desc, id limit $2`,
    [likePattern(pieces), limit + 1, ...(first === "" ? [] : [first, endOfPrefix(first)])],
  );
  return { ids: rows.slice(0, limit).map(({ id }) => id), cut: rows.length > limit };
}

/** Returns the hosts, with and without port, that match the pattern: those in the bitmaps, and those of newer images. */
export async function findHostsLike(db: Queryable, pattern: string): Promise<string[]> {
  const rows = await db.query<{ host: string }>(
    `select distinct value as host from image_bitmap where facet = 'site' and value like $1
    union
    select value from image_fact where facet = 'site' and value like $1
      and image_id > (select coalesce(max(last_image_id), 0) from image_bitmap_extent)`,
    [likePattern(pattern.split("*"))],
  );
  return rows.map(({ host }) => host);
}

/** Returns the images with these digests, including those in the trash. */
export async function findImagesOfHashes(db: Queryable, field: "md5" | "sha256", hashes: string[]): Promise<ImageSet> {
  const rows = await db.query<PositionsOfChunk>(
    `select ${POSITIONS} from image where ${field} in (select jsonb_array_elements_text($1::text::jsonb)) group by 1`,
    [JSON.stringify(hashes)],
  );
  return setOfPositions(rows);
}

/** Returns the pattern of LIKE for these pieces with any characters between them. */
export function likePattern(pieces: string[]): string {
  return pieces.map((piece) => piece.replace(/[\\%_]/g, "\\$&")).join("%");
}
