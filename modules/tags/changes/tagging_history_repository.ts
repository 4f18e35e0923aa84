import type { ChangeCounts, HistoryPage, Subject } from "../../history/recorder.ts";
import { newestOperations } from "../../history/repository.ts";
import type { Queryable } from "../../shared/database/handle.ts";
import type { TaggingChange } from "../schemas.ts";
import { nameOf } from "./name_repository.ts";

/** Images that the list names per tag, action and origin. */
const IMAGES_NAMED = 12;

/** The changes of taggings that an operation made, per tag, action and origin. Those on the most images come first. */
export async function listTaggingChanges(db: Queryable, operationId: number, limit: number): Promise<TaggingChange[]> {
  return await db.query<TaggingChange>(
    `select ${nameOf("counted.tag_id")} as tag, action, origin, count, (
      select coalesce(jsonb_agg(image_id order by image_id), '[]') from (
        select image_id_at(sample.chunk, position) as image_id
        from (select chunk, bits from operation_change change where change.operation_id = $1 and change.tag_id = counted.tag_id
          and change.action = counted.action and change.origin = counted.origin order by chunk limit ${IMAGES_NAMED}) sample
        cross join lateral positions_of(sample.bits) as position limit ${IMAGES_NAMED}
      ) named) as images
    from (
      select tag_id, action, origin, sum(bit_count(bits))::bigint as count from operation_change where operation_id = $1
      group by 1, 2, 3 order by count desc, tag_id limit $2
    ) counted order by count desc, tag_id, action, origin`,
    [operationId, limit],
  );
}

/** Counts the taggings that an operation added and removed, and the images that they are on. */
export async function countTaggingChanges(tx: Queryable, operationId: number): Promise<ChangeCounts> {
  const [row] = await tx.query<ChangeCounts>(
    "select images, added, removed, added + removed as changes from operation_totals($1)",
    [operationId],
  );
  return row ?? { changes: 0, images: 0, added: 0, removed: 0 };
}

/** Ids of the newest operations on a page of the history that changed taggings of the image, of one of the tags, or of both. */
export async function findTaggingOperations(
  db: Queryable,
  { image, tagIds }: { image: Subject["image"]; tagIds: number[] | null },
  { before, kind, limit }: HistoryPage,
): Promise<number[]> {
  const parameters: unknown[] = [before, kind, limit];
  const ofImage = image === null ? null : `$${parameters.push(image)}::bigint`;
  const ofTags = tagIds === null
    ? null
    : `change.tag_id in (select value::bigint from jsonb_array_elements_text($${
      parameters.push(JSON.stringify(tagIds))
    }::text::jsonb))`;
  const sources = sourcesOf(ofImage, ofTags).map(newestOperations);
  const rows = await db.query<{ id: number }>(sources.join(" union "), parameters);
  return rows.map(({ id }) => id);
}

/**
 * SQL: the rows of `operation_change` to search. For an image there are two conditions, one per index: rows with one image, which
 * most operations have, are found by its id, rows with more images by the chunk and the bit.
 */
function sourcesOf(image: string | null, ofTags: string | null): string[] {
  if (image === null) return [`operation_change change on ${ofTags ?? "true"}`];
  const and = ofTags === null ? "" : ` and ${ofTags}`;
  return [
    `operation_change change on change.first_image_id = ${image} and change.first_image_id = change.last_image_id${and}`,
    `operation_change change on change.chunk = chunk_of(${image}) and change.first_image_id < change.last_image_id
      and change.first_image_id <= ${image} and change.last_image_id >= ${image}
      and get_bit(change.bits, position_in_chunk(${image})) = 1${and}`,
  ];
}
