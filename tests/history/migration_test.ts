import assert from "node:assert/strict";
import { undo } from "../support/history.ts";
import { pathToFileURL } from "node:url";
import type { Database } from "../../modules/shared/database/handle.ts";
import { migrate } from "../../modules/app/migrate.ts";
import { openEmbedded } from "../../modules/shared/database/pglite.ts";
import { KINDS, openTestDatabase } from "../support/database.ts";
import { assertDerived, insertManyImages } from "../support/tagging.ts";

const FOLDER = new URL("../../migrations/", import.meta.url);

/** Applies the migrations before 0010 to an empty database. */
async function migrateBefore(db: Database): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "migrations-" });
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (name < "0010") await Deno.copyFile(new URL(name, FOLDER), `${folder}/${name}`);
  }
  await migrate(db, { migrations: pathToFileURL(`${folder}/`), set: null });
  await Deno.remove(folder, { recursive: true });
}

async function openEmpty(kind: Database["kind"]): Promise<Database> {
  if (kind === "embedded") return await openEmbedded();
  const database = await openTestDatabase("server");
  await database.query("drop schema public cascade");
  await database.query("create schema public");
  return database;
}

for (const kind of KINDS) {
  Deno.test({
    name: `a history of the previous schema becomes bitmaps without loss, and can be undone (${kind})`,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      const db = await openEmpty(kind);
      try {
        await migrateBefore(db);
        await insertManyImages(db, 70_000);
        await db.query("insert into tag (name) values ('boat'), ('sea')");
        await db.query(
          "insert into operation (kind, summary, undone_at) values ('tag', 'Add boat', null), ('tag', 'Old', now())",
        );
        await db.query("insert into image_tag (image_id, tag_id, origin) select id, 1, 'rule' from image where id % 7 = 0");
        await db.query(
          `insert into operation_change (operation_id, image_id, tag_id, action, origin)
          select 1, id, 1, 'add', 'rule' from image where id % 7 = 0
          union all select 1, id, 2, 'remove', case when id % 1000 = 3 then 'crawl' else 'person' end from image where id % 500 = 3`,
        );
        const changes = async (text: string) => await db.query<{ change: string }>(text);
        const before = await changes(
          "select concat_ws(' ', operation_id, image_id, tag_id, action, origin) as change from operation_change order by 1",
        );
        assert.ok((await migrate(db)).includes("0010_operations.sql"));
        const after = await changes(
          `select concat_ws(' ', operation_id, (chunk::bigint << 15) + position, tag_id, action, origin) as change
          from operation_change cross join lateral generate_series(0, 32767) as position where get_bit(bits, position) = 1 order by 1`,
        );
        assert.deepEqual(after, before);
        const operations = await db.query(
          "select id, summary, images, added, removed, undone_at is not null as undone from operation order by id",
        );
        assert.deepEqual(operations, [
          { id: 1, summary: "Add boat", images: 10_120, added: 10_000, removed: 140, undone: false },
          { id: 2, summary: "Old", images: 0, added: 0, removed: 0, undone: true },
        ]);

        assert.equal((await undo(db, 1)).reversed, 10_140);
        const taggings = await db.query("select tag_id, origin, count(*) as count from image_tag group by 1, 2 order by 1, 2");
        assert.deepEqual(taggings, [{ tagId: 2, origin: "crawl", count: 70 }, { tagId: 2, origin: "person", count: 70 }]);
        await assertDerived(db, { replayed: false });
      } finally {
        await db.close();
      }
    },
  });
}
