import assert from "node:assert/strict";
import { join } from "node:path";
import type { Queryable } from "../../modules/shared/database/handle.ts";
import { openEmbedded } from "../../modules/shared/database/pglite.ts";
import { verifyEmbedded } from "../../modules/shared/database/embedded_verify.ts";
import { lockDataDirectory } from "../../modules/shared/data_lock.ts";
import { unpackTemplate } from "../support/database.ts";
import { withDirectory } from "../support/directory.ts";
import { verifyCommand } from "../support/verify_command.ts";

const BLOCK = 8_192;

/** A library with tags in several blocks, whose database is closed, and where the files of these relations are. */
async function withTags(relations: string[], work: (dataDir: string, files: string[]) => Promise<void>): Promise<void> {
  await withDirectory(async (dataDir) => {
    await unpackTemplate(join(dataDir, "database"));
    const database = await openEmbedded({ directory: join(dataDir, "database") });
    await database.query("insert into tag (name) select 'tag_' || number from generate_series(1, 2000) as number");
    await database.query("insert into crawl_job (seeds, options) values ('{http://site.test/}', '{}')");
    const paths = await Promise.all(relations.map((relation) => filePath(database, relation)));
    await database.close();
    await work(dataDir, paths.map((path) => join(dataDir, "database", path)));
  });
}

async function filePath(db: Queryable, relation: string): Promise<string> {
  const [row] = await db.query<{ path: string }>("select pg_relation_filepath($1) as path", [relation]);
  return row?.path ?? assert.fail();
}

async function breachesOf(dataDir: string): Promise<string[]> {
  const database = await openEmbedded({ directory: join(dataDir, "database") });
  try {
    const { breaches } = await verifyEmbedded(database);
    assert.deepEqual(await database.query("select extname from pg_extension"), [{ extname: "plpgsql" }], "no extension is left");
    return breaches;
  } finally {
    await database.close();
  }
}

Deno.test("deno task verify names a table whose file was cut, repairs nothing then, and holds on a whole database", () =>
  withTags(["tag"], async (dataDir, [file = ""]) => {
    const environment = { DATA_DIR: dataDir };
    const whole = await verifyCommand([], environment);
    assert.match(whole.output, /^DB {2}Every file, table and index .*: [1-9]\d{2} checked, 0 broken$/m);
    assert.deepEqual([whole.code, whole.errors], [0, ""], whole.output);

    await Deno.truncate(file, 3_000);
    const { code, output, errors } = await verifyCommand(["--repair"], environment);
    assert.deepEqual([code, errors], [1, ""], output);
    assert.match(output, /^ {5}table tag: its file base\/\d+\/\d+ has 3000 bytes, .*: it was cut$/m);
    assert.match(output, /^The database is damaged: restore the data directory from a backup\./m);
    assert.match(output, /^Nothing was repaired: /m);
  }));

Deno.test("deno task verify goes on where a table's file is gone, and says which checks could not be made", () =>
  withTags(["crawl_job"], async (dataDir, [file = ""]) => {
    await Deno.remove(file);
    const { code, output, errors } = await verifyCommand([], { DATA_DIR: dataDir });
    assert.deepEqual([code, errors], [1, ""], output);
    assert.match(output, /^ {5}table crawl_job: its file base\/\d+\/\d+ is missing$/m);
    assert.match(output, /^I5 {2}.*\n {5}it could not be checked: could not open file /m);
    assert.match(output, /^I8 .* 0 broken$/m);
  }));

Deno.test("a table that was cut between two blocks is noticed: its index names rows that are not there", () =>
  withTags(["tag"], async (dataDir, [file = ""]) => {
    const { size } = await Deno.stat(file);
    assert.ok(size >= 4 * BLOCK);
    await Deno.truncate(file, size - 2 * BLOCK);
    const breaches = await breachesOf(dataDir);
    assert.match(breaches.join("\n"), /^table tag: could not read blocks/m);
    assert.ok(breaches.every((breach) => /\btag\b/.test(breach)), breaches.join("\n"));
  }));

Deno.test("bytes that were overwritten within an index, or within a table, are noticed", () =>
  withTags(["tag_pkey", "tag"], async (dataDir, files) => {
    for (const path of files) {
      using file = await Deno.open(path, { write: true });
      await file.seek(2 * BLOCK, Deno.SeekMode.Start);
      await file.write(new Uint8Array(BLOCK / 2).fill(0xa5));
    }
    const breaches = (await breachesOf(dataDir)).join("\n");
    assert.match(breaches, /^index tag_pkey of table tag: /m);
    assert.match(breaches, /^table tag: /m);
  }));

Deno.test("deno task verify says who holds the data directory of an embedded database", () =>
  withDirectory(async (dataDir) => {
    const lock = await lockDataDirectory(dataDir);
    await lock.setAddress("http://127.0.0.1:8000");
    const { code, output, errors } = await verifyCommand([], { DATA_DIR: dataDir });
    lock.release();
    assert.deepEqual([code, output], [2, ""]);
    assert.match(errors, new RegExp(`is in use by process ${Deno.pid}, which answers at http://127.0.0.1:8000. Stop it, `));
  }));
