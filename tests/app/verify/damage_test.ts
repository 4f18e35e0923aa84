import assert from "node:assert/strict";
import { join } from "node:path";
import type { Queryable } from "../../../modules/shared/database/handle.ts";
import { openEmbedded } from "../../../modules/shared/database/pglite.ts";
import { verifyEmbedded } from "../../../modules/shared/database/embedded_verify.ts";
import { lockDataDirectory } from "../../../modules/app/data_lock.ts";
import { unpackTemplate } from "../../support/database.ts";
import { withDirectory } from "../../support/directory.ts";
import { childrenOf } from "../../support/engine.ts";
import { verifyCommand } from "../../support/verify_command.ts";

const BLOCK = 8_192;

/** Makes a library with tags and URLs in several blocks, closes its database, and passes the paths of the files of these relations. */
async function withRows(relations: string[], work: (dataDir: string, files: string[]) => Promise<void>): Promise<void> {
  await withDirectory(async (dataDir) => {
    await unpackTemplate(join(dataDir, "database"));
    const database = await openEmbedded({ directory: join(dataDir, "database") });
    await database.query("insert into tag (name) select 'tag_' || number from generate_series(1, 2000) as number");
    await database.query("insert into crawl_job (seeds, options) values ('{http://site.test/}', '{}')");
    await database.query(
      `insert into crawl_url (job_id, url, origin, kind, depth)
       select 1, 'http://site.test/' || number, 'http://site.test', 'page', 0 from generate_series(1, 2000) as number`,
    );
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

Deno.test("deno task verify names a table whose file was truncated, and then repairs nothing", () =>
  withRows(["tag"], async (dataDir, [file = ""]) => {
    await Deno.truncate(file, 3_000);
    const { code, output, errors } = await verifyCommand(["--repair"], { DATA_DIR: dataDir });
    assert.deepEqual([code, errors], [1, ""], output);
    assert.match(output, /^ {5}table tag: its file base\/\d+\/\d+ has 3000 bytes, .*: it was cut$/m);
    assert.match(output, /^The database is damaged: restore the data directory from a backup\./m);
    assert.match(output, /^Nothing was repaired: /m);
  }));

Deno.test("deno task verify continues if the file of a table is missing, and names the checks that could not be made", () =>
  withRows(["crawl_job"], async (dataDir, [file = ""]) => {
    await Deno.remove(file);
    const { code, output, errors } = await verifyCommand([], { DATA_DIR: dataDir });
    assert.deepEqual([code, errors], [1, ""], output);
    assert.match(output, /^ {5}table crawl_job: its file base\/\d+\/\d+ is missing$/m);
    assert.match(output, /^I5 {2}.*\n {5}it could not be checked: could not open file /m);
    assert.match(output, /^I8 .* 0 broken$/m);
  }));

Deno.test("verifyEmbedded() names each table that was truncated between two blocks, and each table and index with overwritten bytes", () =>
  withRows(["tag", "pg_depend", "crawl_url_pkey", "crawl_url"], async (dataDir, [tag = "", catalog = "", ...overwritten]) => {
    for (const path of [tag, catalog]) {
      const { size } = await Deno.stat(path);
      assert.ok(size >= 4 * BLOCK);
      await Deno.truncate(path, size - 2 * BLOCK);
    }
    for (const path of overwritten) {
      using file = await Deno.open(path, { write: true });
      await file.seek(2.5 * BLOCK, Deno.SeekMode.Start);
      await file.write(new Uint8Array(BLOCK / 4).fill(0xa5));
    }
    const breaches = await breachesOf(dataDir);
    assert.match(breaches.join("\n"), /^table tag: could not read blocks/m);
    assert.match(breaches.join("\n"), /^table pg_depend: could not read blocks/m);
    assert.match(breaches.join("\n"), /^table crawl_url: .* "base\/5\/\d+" \(table crawl_url\)/m);
    assert.match(breaches.join("\n"), /^index crawl_url_pkey of table crawl_url: /m);
    assert.ok(breaches.every((breach) => /\b(tag|pg_depend|crawl_url)\b/.test(breach)), breaches.join("\n"));
  }));

Deno.test("verifyEmbedded() continues with the next relation if the process of the database ends, and names the one that was not checked", () =>
  withRows([], async (dataDir) => {
    const database = await openEmbedded({ directory: join(dataDir, "database") });
    const reached: number[] = [];
    const { breaches } = await verifyEmbedded(database, (done) => {
      reached.push(done);
      if (done !== 100) return;
      const [engine] = childrenOf(Deno.pid, dataDir);
      Deno.kill(engine?.pid ?? assert.fail(), "SIGKILL");
    });
    await database.close();
    assert.deepEqual(reached, reached.map((_, index) => index), "each is checked once");
    assert.equal(breaches.length, 1, breaches.join("\n"));
    assert.match(breaches[0] ?? "", /^(table|index) .*: it could not be checked: /);
  }));

Deno.test("deno task verify names the process that has locked the data directory of an embedded database", () =>
  withDirectory(async (dataDir) => {
    const lock = await lockDataDirectory(dataDir);
    await lock.setAddress("http://127.0.0.1:8000");
    const { code, output, errors } = await verifyCommand([], { DATA_DIR: dataDir });
    lock.release();
    assert.deepEqual([code, output], [2, ""]);
    assert.match(errors, new RegExp(`is in use by process ${Deno.pid}, which answers at http://127.0.0.1:8000. Stop it, `));
  }));
