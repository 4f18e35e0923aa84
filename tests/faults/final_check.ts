import { join } from "node:path";
import { checkDatabase } from "../../modules/app/verify/check_database.ts";
import { verify } from "../../modules/app/verify/verify.ts";
import { openStorage } from "../../modules/images/storing/storage.ts";
import { readConfig } from "../../modules/shared/config.ts";
import type { Database, Queryable } from "../../modules/shared/database/handle.ts";
import { migrate } from "../../modules/app/migrate.ts";
import { openDatabase } from "../../modules/shared/database/open.ts";
import { createLog } from "../../modules/shared/log.ts";
import { withDirectory } from "../support/directory.ts";
import { type Crawl, crawlsOf } from "./crawl.ts";
import type { Stage } from "./stage.ts";
import { editsOf, type TagEdit } from "./tag_edits.ts";

const OPEN_SECONDS = 60;

/** Stops the program, and returns all breaches of the invariants I1 to I10 as sentences. There should be none. */
export async function finalCheck(stage: Stage): Promise<string[]> {
  const breaches: string[] = [];
  await stage.stop().catch((error: Error) => breaches.push(error.message));
  if (stage.trapped() > 0) breaches.push(`I10 the canary was asked ${stage.trapped()} times`);
  return [...breaches, ...await checkLibrary(stage, { crawls: crawlsOf(stage), edits: editsOf(stage) })];
}

/**
 * Returns the breaches that `verify` and comparisons find in the data directory and the database of a stage whose program has
 * ended.
 */
export async function checkLibrary(stage: Stage, { crawls, edits }: { crawls: Crawl[]; edits: TagEdit[] }): Promise<string[]> {
  const breaches: string[] = [];
  await withDirectory(async (directory) => {
    const dataDir = join(directory, "data");
    await copy(stage.dataDir, dataDir);
    const database = await openWithin({ ...stage.setting.environment, DATA_DIR: dataDir }).catch((error: Error) => error);
    if (database instanceof Error) return void breaches.push(`the database cannot be opened: ${database.message}`);
    try {
      await migrate(database);
      const findings = await verify(
        { database, storage: await openStorage(dataDir), graceMilliseconds: 0 },
        await checkDatabase(database),
      );
      for (const { invariant, breaches: found } of findings) breaches.push(...found.map((breach) => `${invariant} ${breach}`));
      for (const crawl of crawls) breaches.push(...await checkCrawl(database, crawl));
      for (const edit of edits) breaches.push(...await checkEdit(database, edit));
    } finally {
      await database.close();
    }
  });
  return breaches;
}

/** Copies the data directory, because a copy can be opened even if the disk is full or read-only. Sparse files stay sparse. */
async function copy(from: string, to: string): Promise<void> {
  const { success } = await new Deno.Command("cp", { args: ["-a", "--sparse=always", from, to] }).output();
  if (!success) throw new Error(`${from} could not be copied`);
  await Deno.remove(join(to, "filler")).catch(() => {});
}

async function openWithin(environment: Record<string, string>): Promise<Database> {
  const config = readConfig(environment);
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`it is not open after ${OPEN_SECONDS} s`)), OPEN_SECONDS * 1_000);
  const opening = openDatabase(config, { log: createLog({ level: "error", format: "text" }) });
  return await Promise.race([opening, late.promise]).finally(() => clearTimeout(timer));
}

/**
 * I6: all images that the site's log says it served are stored with their bytes, and a complete crawl has every page and image.
 */
async function checkCrawl(db: Queryable, { id, section, expect }: Crawl): Promise<string[]> {
  if (expect === "nothing") return [];
  const rows = await db.query<{ url: string; outcome: string | null; reason: string | null; sha256: string | null }>(
    `select url.url, url.outcome, url.reason, image.sha256 from crawl_url url left join image on image.id = url.image_id
    where url.job_id = $1`,
    [id],
  );
  const ledger = new Map(rows.map((row) => [row.url, row]));
  const breaches: string[] = [];
  const wanted = expect === "everything" ? new Set(section.images.keys()) : section.servedImages();
  for (const url of wanted) {
    const row = ledger.get(url);
    if (row?.sha256 === section.images.get(url) && /^(stored|duplicate)$/.test(row?.outcome ?? "")) continue;
    breaches.push(`I6 job ${id}: ${url} is ${row ? `${row.outcome} ${row.reason ?? ""}` : "not in the ledger"}`);
  }
  for (const url of expect === "everything" ? section.pages : []) {
    const row = ledger.get(url);
    if (row?.outcome !== "page") {
      breaches.push(`I6 job ${id}: page ${url} is ${row ? `${row.outcome} ${row.reason ?? ""}` : "not in the ledger"}`);
    }
  }
  return breaches;
}

/** I8: an edit that was acknowledged is stored, and one that was not acknowledged is stored completely or not at all. */
async function checkEdit(db: Queryable, { tag, images, may }: TagEdit): Promise<string[]> {
  const [row] = await db.query<{ count: number }>(
    "select count(*)::int as count from image_tag join tag on tag.id = image_tag.tag_id where tag.name = $1",
    [tag],
  );
  const count = row?.count ?? 0;
  return may.includes(count) ? [] : [`I8 "${tag}" is on ${count} images of ${images}, and ${may.join(" or ")} are right`];
}
