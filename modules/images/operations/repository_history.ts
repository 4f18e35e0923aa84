import type { Queryable } from "../../shared/database/handle.ts";
import type { Operation } from "../../tags/operations/schemas.ts";

export interface HistoryFilter {
  /** Only operations with a smaller id; null: from the newest. */
  before: number | null;
  kind: string | null;
  imageId: number | null;
  /** Any of these; null: whatever tags. */
  tagIds: number[] | null;
  limit: number;
}

const SHOWN = `operation.id, operation.kind, operation.summary, operation.detail, operation.created_at, operation.images,
  operation.added, operation.removed, operation.undone_at, operation.undone_by, operation.undo_of`;

const LAST = Number.MAX_SAFE_INTEGER;

/** Finished operations, the newest first. Driven from the changes where an image or a tag is asked for, each by its index. */
export async function findOperations(
  db: Queryable,
  { before, kind, imageId, tagIds, limit }: HistoryFilter,
): Promise<Operation[]> {
  const parameters: unknown[] = [before ?? LAST, kind, limit];
  const image = imageId === null ? null : `$${parameters.push(imageId)}::bigint`;
  const tags = tagIds === null
    ? null
    : `(select value::bigint from jsonb_array_elements_text($${parameters.push(JSON.stringify(tagIds))}::text::jsonb))`;
  const sources = sourcesOf(image, tags);
  const which = sources.length === 0 ? "true" : `operation.id in (${sources.map(newest).join(" union ")})`;
  return await db.query<Operation>(
    `select ${SHOWN} from operation
    where operation.id < $1 and operation.finished and ($2::text is null or operation.kind = $2) and ${which}
    order by operation.id desc limit $3`,
    parameters,
  );
}

function sourcesOf(image: string | null, tags: string | null): string[] {
  const ofTags = tags === null ? "" : `and change.tag_id in ${tags}`;
  if (image !== null) {
    return [
      `operation_change change on change.first_image_id = ${image} and change.first_image_id = change.last_image_id ${ofTags}`,
      `operation_change change on change.chunk = chunk_of(${image}) and change.first_image_id < change.last_image_id
        and change.first_image_id <= ${image} and change.last_image_id >= ${image} and get_bit(change.bits, place_in_chunk(${image})) = 1 ${ofTags}`,
      ...(tags === null ? [`image_change change on change.image_id = ${image}`] : []),
    ];
  }
  if (tags === null) return [];
  return [
    `operation_change change on change.tag_id in ${tags}`,
    `vocabulary_change change on change.tag_ids && array${tags}`,
  ];
}

function newest(source: string): string {
  return `(select distinct change.operation_id from operation acted join ${source} and change.operation_id = acted.id
    where change.operation_id < $1 and acted.finished and ($2::text is null or acted.kind = $2)
    order by change.operation_id desc limit $3)`;
}
