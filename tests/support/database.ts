import { createHash, randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import type { Database } from "../../modules/shared/database/handle.ts";
import { migrate } from "../../modules/app/migrate.ts";
import { SQL_SET } from "../../modules/app/sql_set.ts";
import { openEmbedded } from "../../modules/shared/database/pglite.ts";
import { openServer } from "../../modules/shared/database/postgres.ts";

const MIGRATIONS = new URL("../../migrations/", import.meta.url);
const CACHE = new URL("../.cache/", import.meta.url);
const SERVER_URL = Deno.env.get("TEST_DATABASE_URL");
const ADVISORY_LOCK = 7_214_906_332;

type Kind = Database["kind"];

/** The kinds of database that this run tests. */
export const KINDS: readonly Kind[] = SERVER_URL ? ["embedded", "server"] : ["embedded"];

/** The databases of a test file, one per kind, which are opened before its tests and closed after them. */
const opened = new Map<Kind, Database>();
let wanted = false;

Deno.test.beforeAll(async () => {
  if (wanted) { for (const kind of KINDS) opened.set(kind, await openTestDatabase(kind)); }
});
Deno.test.afterAll(async () => {
  for (const database of opened.values()) await database.close();
  opened.clear();
});

/** Registers a test for each kind of database. The tables have only the rows that the migrations insert. */
export function withDatabase(name: string, body: (database: Database, context: Deno.TestContext) => Promise<void>): void {
  wanted = true;
  for (const kind of KINDS) {
    Deno.test({
      name: `${name} (${kind})`,
      // The sanitizers are off, because the embedded database always reads from its process, and the pool connects when it is
      // first used.
      sanitizeOps: false,
      sanitizeResources: kind === "embedded",
      fn: async (context) => {
        const database = opened.get(kind);
        if (!database) throw new Error(`No ${kind} database is open`);
        await empty(database);
        await body(database, context);
      },
    });
  }
}

/** Opens a migrated, empty database for a test that restarts, breaks or shares it. `close()` also drops it. */
export async function openTestDatabase(kind: Kind): Promise<Database> {
  return kind === "embedded" ? await openEmbedded({ template: await embeddedTemplate() }) : await openServerCopy();
}

/** Makes a migrated database on the server, whose `url` can be given to another process. `drop()` ends its connections. */
export async function createServerDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const template = `tagger_template_${await migrationsHash()}`;
  const name = newName();
  await asAdministrator(async (admin) => {
    await ensureServerTemplate(admin, template);
    await admin.query(`create database ${name} template ${template}`);
  });
  return { url: urlOf(name), drop: () => dropDatabase(name) };
}

/** Makes an empty database and runs an SQL script in it. Otherwise it is like `createServerDatabase()`. */
export async function createDatabaseFrom(script: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = newName();
  await asAdministrator(async (admin) => void await admin.query(`create database ${name}`));
  const drop = () => dropDatabase(name);
  // A connection of its own, so that settings of the script's session end with it.
  const database = openServer(urlOf(name), { connections: 1 });
  try {
    await database.transaction((tx) => tx.script(script));
    return { url: urlOf(name), drop };
  } catch (error) {
    await drop();
    throw error;
  } finally {
    await database.close();
  }
}

function newName(): string {
  return `tagger_test_${randomUUID().replaceAll("-", "")}`;
}

async function dropDatabase(name: string): Promise<void> {
  await asAdministrator(async (admin) => void await admin.query(`drop database if exists ${name} with (force)`));
}

async function openServerCopy(): Promise<Database> {
  const { url, drop } = await createServerDatabase();
  const database = openServer(url, { connections: 5 });
  return {
    ...database,
    close: async () => {
      await database.close();
      await drop();
    },
  };
}

/**
 * Makes the template under another name and renames it, so that it is always complete. Only the process with the lock does so.
 */
async function ensureServerTemplate(admin: Database, template: string): Promise<void> {
  await admin.query("select pg_advisory_lock($1)", [ADVISORY_LOCK]);
  try {
    const found = await admin.query("select 1 from pg_database where datname = $1", [template]);
    if (found.length > 0) return;
    await admin.query(`drop database if exists ${template}_new with (force)`);
    await admin.query(`create database ${template}_new`);
    const database = openServer(urlOf(`${template}_new`), { connections: 1 });
    await migrate(database).finally(() => database.close());
    await admin.query(`alter database ${template}_new rename to ${template}`);
  } finally {
    await admin.query("select pg_advisory_unlock($1)", [ADVISORY_LOCK]);
  }
}

async function asAdministrator(work: (admin: Database) => Promise<void>): Promise<void> {
  const admin = openServer(urlOf(null), { connections: 1 });
  await work(admin).finally(() => admin.close());
}

function urlOf(name: string | null): string {
  if (!SERVER_URL) throw new Error("TEST_DATABASE_URL is not set");
  const url = new URL(SERVER_URL);
  if (name) url.pathname = `/${name}`;
  return url.href;
}

/**
 * Returns the path of a dump of a migrated data directory, which is made once per machine. A start from it takes 1 s, migrating 5
 * s.
 */
export async function embeddedTemplate(): Promise<string> {
  const file = new URL(`${await migrationsHash()}.tar.gz`, CACHE);
  await Deno.mkdir(CACHE, { recursive: true });
  using lock = await Deno.open(new URL("lock", CACHE), { create: true, write: true });
  await lock.lock(true);
  if (!await exists(file)) await dumpTemplate(file);
  return fileURLToPath(file);
}

/** Puts a migrated embedded database in place, so that opening the engine takes 1 s instead of 5 s. */
export async function unpackTemplate(directory: string): Promise<void> {
  await Deno.mkdir(directory, { recursive: true });
  const { success } = await new Deno.Command("tar", { args: ["xzf", await embeddedTemplate(), "-C", directory] }).output();
  if (!success) throw new Error("The template cannot be unpacked");
}

async function dumpTemplate(file: URL): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "template-" });
  try {
    const database = await openEmbedded({ directory: `${directory}/database` });
    await migrate(database).finally(() => database.close());
    const engine = await PGlite.create({ dataDir: `${directory}/database` });
    const part = new URL(`${file.href}.${randomUUID()}`);
    await Deno.writeFile(part, (await engine.dumpDataDir("gzip")).stream());
    await Deno.rename(part, file);
    await engine.close();
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function exists(file: URL): Promise<boolean> {
  return await Deno.stat(file).then(() => true, () => false);
}

/** Returns a digest of what a template is made from: the migrations, the SQL files and the embedded database's version. */
async function migrationsHash(): Promise<string> {
  const hash = createHash("sha256").update(import.meta.resolve("@electric-sql/pglite"));
  const names: string[] = [];
  for await (const { name } of Deno.readDir(MIGRATIONS)) names.push(name);
  names.sort();
  for (const name of names) hash.update(name).update(await Deno.readFile(new URL(name, MIGRATIONS)));
  for (const file of SQL_SET.files) hash.update(await Deno.readFile(file));
  return hash.digest("hex").slice(0, 16);
}

const TABLES = `select string_agg(format('%I.%I', schemaname, tablename), ', ') as names from pg_tables
  where schemaname = 'public' and tablename not in ('schema_migration', 'sql_set', 'tag_category')`;

async function empty(database: Database): Promise<void> {
  const [row] = await database.query<{ names: string }>(TABLES);
  await database.query(`truncate ${row?.names} restart identity cascade`);
}
