import type { HistoryPage } from "../../history/recorder.ts";
import { newestOperations } from "../../history/repository.ts";
import type { Skip } from "../../history/schemas.ts";
import type { Queryable } from "../../shared/database/handle.ts";
import { entryName } from "./name_repository.ts";
import type { VocabularyChange } from "../schemas.ts";

/** The rows of the vocabulary that an operation changed, in the order of the changes. */
export async function listVocabularyChanges(db: Queryable, operationId: number, limit: number): Promise<VocabularyChange[]> {
  return await db.query<VocabularyChange>(
    `select entity, ${entryName("change")} as name, before, after from vocabulary_change change
    where operation_id = $1 order by position limit $2`,
    [operationId, limit],
  );
}

export async function countVocabularyChanges(db: Queryable, operationId: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    "select count(distinct (entity, key)) as count from vocabulary_change where operation_id = $1",
    [operationId],
  );
  return row?.count ?? 0;
}

export async function hasVocabularyChanges(db: Queryable, operationId: number): Promise<boolean> {
  const rows = await db.query("select 1 from vocabulary_change where operation_id = $1 limit 1", [operationId]);
  return rows.length > 0;
}

/** Ids of the newest operations on a page of the history that changed one of these tags. */
export async function findVocabularyOperations(db: Queryable, tagIds: number[], page: HistoryPage): Promise<number[]> {
  const changes =
    "vocabulary_change change on change.tag_ids && array(select value::bigint from jsonb_array_elements_text($4::text::jsonb))";
  const rows = await db.query<{ id: number }>(newestOperations(changes), [
    page.before,
    page.kind,
    page.limit,
    JSON.stringify(tagIds),
  ]);
  return rows.map(({ id }) => id);
}

/**
 * Changes of the vocabulary by the operation `of` that the operation `into` did not reverse. `by` is the latest operation that
 * changed the same row since. Tags that were created to tag images with them are left out, because nothing is lost if they stay.
 */
export async function listVocabularySkips(db: Queryable, of: number, into: number): Promise<Skip[]> {
  return await db.query<Skip>(
    `select null::bigint as image, entity as what, (
        select max(operation_id) from vocabulary_change later
        where later.entity = change.entity and later.key = change.key and later.operation_id > $1 and later.operation_id <> $2
      ) as by,
      ${entryName("change")} as tag
    from vocabulary_change change
    where operation_id = $1
      and not exists (
        select 1 from vocabulary_change reversed
        where reversed.operation_id = $2 and reversed.entity = change.entity and reversed.key = change.key
      )
      and not (entity = 'tag' and before is null and exists (select 1 from operation_change where operation_id = $1))
    order by position`,
    [of, into],
  );
}
