import assert from "node:assert/strict";
import { repair } from "../../../modules/app/verify/repair.ts";
import { verify } from "../../../modules/app/verify/verify.ts";
import { KINDS } from "../../support/database.ts";
import { openTestEngine, type TestEngine } from "../../support/engine.ts";
import { type GeneratedSite, openGeneratedSite } from "../../support/generated_site.ts";
import { verifyCommand } from "../../support/verify_command.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";

const PAGES = 6;

/** A crawl of a site that has ended. Page n shows the images 2n and 2n + 1. */
async function withCrawl(
  kind: Database["kind"],
  work: (test: TestEngine, site: GeneratedSite, jobId: number) => Promise<void>,
): Promise<void> {
  const site = await openGeneratedSite({ pages: PAGES });
  const test = await openTestEngine({ sites: [site.hostPort], kind });
  try {
    const { id, status } = await test.crawl(site.url, { maxDepth: 50 });
    assert.equal(status, "completed");
    assert.deepEqual(await test.breaches(), []);
    await work(test, site, id);
  } finally {
    await test.close();
    await site.close();
  }
}

const depsOf = ({ engine: { database, storage } }: TestEngine) => ({ database, storage, graceMilliseconds: 60_000 });

async function repairAll(test: TestEngine): Promise<string[]> {
  const deps = depsOf(test);
  return await repair({ ...deps, openInspect: () => assert.fail("No thumbnail is broken") }, await verify(deps));
}

async function lossesOf(test: TestEngine): Promise<string[]> {
  const findings = await verify(depsOf(test));
  return findings.flatMap(({ invariant, breaches }) => invariant === "I6" ? breaches : []);
}

async function loseSource({ engine: { database } }: TestEngine, page: string): Promise<void> {
  const lost = await database.query(
    "delete from image_source where id = (select min(id) from image_source where page_url = $1) returning id",
    [page],
  );
  assert.equal(lost.length, 1);
}

for (const kind of KINDS) {
  Deno.test(`verify() finds lost URLs that a page named, and names the page (${kind})`, () =>
    withCrawl(kind, async (test, site, jobId) => {
      const { database } = test.engine;
      const page = (number: number) => site.url.replace("/p/0", `/p/${number}`);
      const image = (number: number) => site.url.replace("/p/0", `/i/${number}.png`);

      await loseSource(test, page(2));
      assert.deepEqual(await lossesOf(test), [
        `job ${jobId}, URLs named by ${page(2)}: 1 stored without a source there (${image(4)})`,
      ]);
      await database.query("update crawl_url set outcome = 'rejected', reason = 'not_needed', image_id = null where url = $1", [
        image(3),
      ]);
      await database.query("delete from crawl_url where url = $1", [image(0)]);
      assert.deepEqual(await lossesOf(test), [
        `job ${jobId}, URLs named by ${page(0)}: 1 not in the ledger`,
        `job ${jobId}, URLs named by ${page(1)}: 1 without an outcome (${image(3)})`,
        `job ${jobId}, URLs named by ${page(2)}: 1 stored without a source there (${image(4)})`,
      ]);
      await database.query("update crawl_url set found_ids = null");
      assert.deepEqual(await lossesOf(test), [], "pages of earlier versions are not checked");
    }));

  Deno.test(`an image that people deleted is no breach of the pages that showed it (${kind})`, () =>
    withCrawl(kind, async (test) => {
      await test.engine.database.query("delete from image where id = 1");
      assert.deepEqual(await lossesOf(test), []);
    }));

  Deno.test(`repair() queues a new run that reads the pages again, after which no breach is left, and does not change the ended job (${kind})`, () =>
    withCrawl(kind, async (test, site, jobId) => {
      await loseSource(test, site.url);
      const before = await test.engine.manager.get(jobId);
      assert.deepEqual(await repairAll(test), [
        `Job ${jobId + 1} is queued and starts with the server. It reads pages of job ${jobId} again: ${site.url}`,
      ]);
      const [again] = await repairAll(test);
      assert.match(again ?? "The run has ended", /^The pages of job 1 cannot be read again now: |The run has ended/);
      const run = await test.ended(jobId + 1);
      assert.deepEqual([run.status, run.parentId, run.options.maxDepth], ["completed", jobId, 50]);
      assert.deepEqual(await test.breaches(), []);
      assert.deepEqual(await repairAll(test), []);
      assert.deepEqual(await test.engine.manager.get(jobId), before);
    }));
}

if (KINDS.includes("server")) {
  Deno.test("deno task verify --repair prints the breaches and the repairs", () =>
    withCrawl("server", async (test, site, jobId) => {
      await loseSource(test, site.url);
      const environment = { DATA_DIR: test.dataDir, DATABASE_URL: test.engine.config.databaseUrl ?? "" };
      const { code, output } = await verifyCommand(["--repair"], environment);
      assert.equal(code, 1);
      assert.match(output, /^I6 {2}Every URL that a page named .*: 6 checked, 1 broken\n {5}job 1, URLs named by /m);
      assert.match(output, /^1 breach\.\nJob 2 is queued and starts with the server\. It reads pages of job 1 again: /m);
      await test.ended(jobId + 1);
      assert.deepEqual(
        await verifyCommand(["--repair"], environment).then(({ code, output }) => [code, output.split("\n").slice(-3)]),
        [
          0,
          ["All invariants hold.", "There was nothing to repair.", ""],
        ],
      );
    }));
}

Deno.test("deno task verify --help explains every invariant and the repair, and an unknown option ends it with exit status 2", async () => {
  const help = await verifyCommand(["--help"]);
  assert.equal(help.code, 0);
  assert.match(help.output, /^ {2}DB +\S/m);
  for (let number = 1; number <= 10; number++) assert.match(help.output, new RegExp(`^  I${number} +\\S`, "m"));
  assert.match(help.output, /--repair/);
  const refused = await verifyCommand(["--mend"]);
  assert.deepEqual([refused.code, refused.output], [2, ""]);
  assert.equal(refused.errors, '"--mend" is not an option of this command: use --repair or --help\n');
});
