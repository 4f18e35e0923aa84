/**
 * Measures large edits of tags, which also write history, counts and bitmaps, and a bare `insert … on conflict do nothing` of the
 * same rows without triggers. They are measured by turns, so that a change of the machine's load affects all. Every round uses a
 * new tag.
 */
import { bulkTag } from "../../modules/search/gallery/service.ts";
import { undo } from "../support/history.ts";
import type { Database, Queryable } from "../../modules/shared/database/handle.ts";
import type { Row } from "./print.ts";

export interface BulkOptions {
  /** How many images each edit changes. The library must have more. */
  sizes?: number[];
  rounds?: number;
}

interface Round {
  bare: number;
  add: number;
  undo: number;
  redo: number;
  remove: number;
}

/** Returns a row for each size, with medians in milliseconds and their ratios. */
export async function bulk(database: Database, { sizes = [10_000, 100_000], rounds = 3 }: BulkOptions = {}): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of sizes) {
    const name = `bench_selected_${size}`;
    const selected = await select(database, name, size);
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round++) measured.push(await measure(database, selected, name, round));
    rows.push(rowOf(size, measured));
  }
  return rows;
}

/** Puts a tag on `size` images from the whole library, by which the edits select them. Returns the id of the tag. */
async function select(db: Queryable, name: string, size: number): Promise<number> {
  const [tag] = await db.query<{ id: number }>(
    "insert into tag (name) values ($1) on conflict (name) do update set name = excluded.name returning id",
    [name],
  );
  if (!tag) throw new Error("The tag was not made");
  const [{ count = 0 } = {}] = await db.query<{ count: number }>("select count(*) as count from image_tag where tag_id = $1", [
    tag.id,
  ]);
  await db.query(
    `insert into image_tag (image_id, tag_id) select id, $1 from image where deleted_at is null
    and not exists (select 1 from image_tag where tag_id = $1 and image_id = image.id) order by md5(id::text) limit $2`,
    [tag.id, size - count],
  );
  return tag.id;
}

async function measure(database: Database, selected: number, name: string, round: number): Promise<Round> {
  const bare = await bareInsert(database, selected, `bench_bare_${round}`);
  const tag = `bench_bulk_${crypto.randomUUID()}`;
  const edit = { select: { q: name }, add: [] as string[], remove: [] as string[], dryRun: false };
  const added = await timed(() => bulkTag(database, { ...edit, add: [tag] }));
  const undone = await timed(() => undo(database, idOf(added.result.operation)));
  const redone = await timed(() => undo(database, idOf(undone.result.operation)));
  const removed = await timed(() => bulkTag(database, { ...edit, remove: [tag] }));
  return { bare, add: added.ms, undo: undone.ms, redo: redone.ms, remove: removed.ms };
}

/** Inserts the rows without triggers, but with keys and foreign keys. Returns the milliseconds. */
async function bareInsert(database: Database, selected: number, name: string): Promise<number> {
  const [tag] = await database.query<{ id: number }>("insert into tag (name) values ($1) returning id", [name]);
  const id = tag?.id ?? 0;
  await database.query("alter table image_tag disable trigger user");
  try {
    const { ms } = await timed(() =>
      database.query(
        "insert into image_tag (image_id, tag_id) select image_id, $2 from image_tag where tag_id = $1 on conflict do nothing",
        [selected, id],
      )
    );
    await database.query("delete from image_tag where tag_id = $1", [id]);
    return ms;
  } finally {
    await database.query("alter table image_tag enable trigger user");
    await database.query("delete from tag where id = $1", [id]);
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const begun = performance.now();
  const result = await work();
  return { ms: performance.now() - begun, result };
}

function idOf(operation: { id: number } | null): number {
  if (!operation) throw new Error("Nothing was changed");
  return operation.id;
}

function rowOf(size: number, rounds: Round[]): Row {
  const median = (key: keyof Round) => rounds.map((round) => round[key]).sort((a, b) => a - b)[rounds.length >> 1] ?? 0;
  const [bare, add, undo, redo, remove] = [median("bare"), median("add"), median("undo"), median("redo"), median("remove")];
  return {
    measure: `tagging ${size} images`,
    bareMilliseconds: bare,
    addMilliseconds: add,
    undoMilliseconds: undo,
    redoMilliseconds: redo,
    removeMilliseconds: remove,
    addOfBare: add / bare,
    undoOfAdd: undo / add,
    redoOfAdd: redo / add,
    removeOfAdd: remove / add,
  };
}
