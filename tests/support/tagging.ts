import assert from "node:assert/strict";
import { testOperation, undo } from "./history.ts";
import type { Database, Queryable } from "../../modules/shared/database/handle.ts";
import type { UndoResult } from "../../modules/history/schemas.ts";
import { findTaggings } from "../../modules/tags/repository.ts";
import { editTags, type TagEdit } from "../../modules/tags/taggings/service.ts";

/** The argument of `editTags` for a test: image 1, no tags and origin `person`, unless something else is given. */
export function tagEdit({ summary = "Test", ...changes }: TestEdit): TagEdit {
  return { imageIds: [1], add: [], remove: [], origin: "person", description: testOperation(summary), ...changes };
}

/** `summary` is the sentence of the operation. */
export type TestEdit = Partial<TagEdit> & { summary?: string };

/** Edits tags and returns the operation's id. */
export async function edited(db: Database, changes: TestEdit): Promise<number> {
  const { operation } = await editTags(db, tagEdit(changes));
  assert.ok(operation, "nothing changed");
  return operation.id;
}

/** Undoes an operation and returns the result. Fails if nothing was undone. */
export async function undone(db: Database, id: number): Promise<UndoResult & { operation: { id: number; summary: string } }> {
  const { operation, ...result } = await undo(db, id);
  assert.ok(operation, "nothing was undone");
  return { operation, ...result };
}

/** Inserts many images by one statement, with ids that follow the greatest one. */
export async function insertManyImages(db: Queryable, count: number): Promise<void> {
  await db.query(
    `insert into image (sha256, md5, media_type, extension, bytes, storage_key, thumbnail)
    select md5(n::text) || md5(n::text), md5(n::text), 'image/png', 'png', 1, n::text, 'self'
    from generate_series((select coalesce(max(id), 0) + 1 from image), (select coalesce(max(id), 0) from image) + $1) n`,
    [count],
  );
}

export async function namesOn(db: Queryable, imageId: number): Promise<string[]> {
  return (await findTaggings(db, imageId)).map(({ name }) => name).sort();
}

/** All taggings, as `image name origin`, and all rows of the vocabulary, for comparing states of a library. */
export async function stateOf(db: Queryable): Promise<unknown> {
  const taggings = await db.query<{ tagging: string }>(
    `select image_id || ' ' || name || ' ' || origin as tagging from image_tag join tag on tag.id = tag_id order by image_id, name`,
  );
  const rows = async (table: string, key: string) =>
    (await db.query<{ row: object }>(`select to_jsonb(${table}) - 'created_at' as row from ${table} order by ${key}`)).map((
      { row },
    ) => row);
  return {
    taggings: taggings.map(({ tagging }) => tagging),
    tags: await rows("tag", "id"),
    aliases: await rows("tag_alias", "name"),
    implications: await rows("tag_implication", "tag_id, implied_tag_id"),
    categories: await rows("tag_category", "id"),
  };
}

/** Fails if counts, bitmaps or the replayed history differ from the taggings, or if an operation is unfinished. */
export async function assertDerived(db: Queryable, { replayed = true } = {}): Promise<void> {
  assert.deepEqual(
    await db.query(
      `select id, image_count from tag where image_count <> (select count(*) from image_tag where tag_id = tag.id)`,
    ),
    [],
    "counts",
  );
  assert.deepEqual(
    await db.query(
      `select coalesce(real.tag_id, known.tag_id) as tag_id from (
        select tag_id, chunk_of(image_id) as chunk, chunk_bits(position_in_chunk(image_id), 1) as bits from image_tag group by 1, 2
      ) real full join (select * from tag_bitmap where bit_count(bits) > 0) known using (tag_id, chunk)
      where real.bits is distinct from known.bits`,
    ),
    [],
    "bitmaps",
  );
  assert.deepEqual(await db.query("select id from operation where not finished"), [], "unfinished");
  if (replayed) assert.deepEqual(await replay(db), await carried(db), "replay");
}

async function carried(db: Queryable): Promise<string[]> {
  const rows = await db.query<{ pair: string }>("select tag_id || ' ' || image_id as pair from image_tag");
  return rows.map(({ pair }) => pair).sort();
}

/** The taggings, as `tag image`, that result from making all recorded changes again in the order of operations. */
async function replay(db: Queryable): Promise<string[]> {
  const changes = await db.query<{ tagId: number; imageId: number; action: string }>(
    `select tag_id, image_id_at(chunk, position) as image_id, action from operation_change
    cross join lateral generate_series(position_in_chunk(first_image_id), position_in_chunk(last_image_id)) as position
    where get_bit(bits, position) = 1 order by operation_id, action desc`,
  );
  const state = new Set<string>();
  for (const { tagId, imageId, action } of changes) {
    const pair = `${tagId} ${imageId}`;
    assert.equal(state.has(pair), action === "remove", `${action} ${pair}: not what was there`);
    if (action === "add") state.add(pair);
    else state.delete(pair);
  }
  return [...state].sort();
}
