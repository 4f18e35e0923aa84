import assert from "node:assert/strict";
import { findSecrets, insertJob } from "../../../modules/crawl/repository.ts";
import { listLedger } from "../../../modules/crawl/jobs/ledger_repository.ts";
import { insertRetry, RunUnderWay } from "../../../modules/crawl/jobs/retry.ts";
import { findDependentRun } from "../../../modules/crawl/jobs/retry_repository.ts";
import { JobOptions, LedgerQuery } from "../../../modules/crawl/schemas.ts";
import { listCounterBreaches } from "../../../modules/app/verify/verify_repository.ts";
import type { Queryable } from "../../../modules/shared/database/handle.ts";
import { withDatabase } from "../../support/database.ts";

const SITE = "http://site.test";
const SECRETS = { headers: ["Authorization: Bearer one"], cookies: [] };

/** A finished job with a page that was read, a stored image, and an image, a page and a robots.txt that failed. */
async function finishedJob(db: Queryable, options: Partial<JobOptions> = {}): Promise<number> {
  const { id } = await insertJob(db, { seeds: [`${SITE}/`], options: JobOptions.parse(options), secrets: SECRETS });
  const insert = (path: string, kind: string, depth: number, referrer: number | null = null) =>
    db.query<{ id: number }>(
      "insert into crawl_url (job_id, url, origin, kind, depth, referrer_id) values ($1, $2, $3, $4, $5::int, $6::bigint) returning id",
      [id, `${SITE}${path}`, SITE, kind, depth, referrer],
    ).then(([row]) => row?.id ?? 0);
  const page = await insert("/", "page", 0);
  const lost = await insert("/lost.png", "image", 1, page);
  await insert("/kept.png", "image", 1, page);
  await insert("/gone", "page", 1, page);
  await insert("/robots.txt", "robots", 0);
  await db.query(
    `insert into crawl_reference (url_id, page_id, kind, context, candidate_group, descriptor, rank)
     values ($1, $2, 'img', '{"alt": "Lost"}', 'g1', '2x', 2)`,
    [lost, page],
  );
  await db.query(
    `update crawl_url set state = 'done',
       outcome = case when url like '%/kept.png' then 'stored' when url like '%/' then 'page' else 'failed' end,
       reason = case when url like '%/kept.png' or url like '%/' then null else 'timeout' end where job_id = $1`,
    [id],
  );
  await db.query("update crawl_job set status = 'completed', finished_at = now() where id = $1", [id]);
  return id;
}

withDatabase("a run of failures begins with the URLs that failed and the references to them", async (db) => {
  const parent = await finishedJob(db, { maxPages: 7 });
  const job = await insertRetry(db, parent, { only: "failures" });
  assert.deepEqual([job.parentId, job.onlyFailures, job.options.maxPages, job.seeds], [parent, true, 7, [`${SITE}/`]]);
  assert.deepEqual(await findSecrets(db, job.id), SECRETS);
  assert.deepEqual([job.pagesFound, job.imagesFound, job.imagesFailed], [1, 1, 0]);
  const rows = await listLedger(db, job.id, LedgerQuery.parse({}), 0);
  assert.deepEqual(rows.map(({ url, kind, depth, state, outcome, referrer }) => [url, kind, depth, state, outcome, referrer]), [
    [`${SITE}/lost.png`, "image", 1, "pending", null, `${SITE}/`],
    [`${SITE}/gone`, "page", 1, "pending", null, `${SITE}/`],
  ]);
  const references = await db.query(
    `select page.url, reference.kind, context ->> 'alt' as alt, candidate_group, descriptor, rank
     from crawl_reference reference join crawl_url page on page.id = page_id where url_id = $1`,
    [rows[0]?.id],
  );
  assert.deepEqual(references, [{ url: `${SITE}/`, kind: "img", alt: "Lost", candidateGroup: "g1", descriptor: "2x", rank: 2 }]);
  assert.deepEqual((await listCounterBreaches(db)).breaches, []);
  assert.equal((await findDependentRun(db, parent))?.id, job.id);
});

withDatabase(
  "of two requests for another run at the same time, one starts it and the other gets the id of that run",
  async (db) => {
    const parent = await finishedJob(db);
    const asked = await Promise.allSettled([1, 2, 3].map(() => insertRetry(db, parent, { only: "failures" })));
    const made = asked.flatMap((one) => one.status === "fulfilled" ? [one.value.id] : []);
    const refused = asked.flatMap((one) => one.status === "rejected" ? [one.reason] : []);
    assert.equal(made.length, 1);
    for (const error of refused) {
      assert.ok(error instanceof RunUnderWay && error.code === "conflict" && error.runId === made[0], String(error));
    }
    await db.query("update crawl_job set status = 'completed', finished_at = now() where id = $1", [made[0]]);
    assert.equal((await insertRetry(db, parent, {})).onlyFailures, false, "once it has ended there may be another");
    assert.equal(await findDependentRun(db, parent), null);
  },
);

withDatabase("a dry run can be run for real, and a job without failures has no run of failures", async (db) => {
  const dry = await finishedJob(db, { dryRun: true });
  assert.equal((await insertRetry(db, dry, { dryRun: false })).options.dryRun, false);
  const { id } = await insertJob(db, { seeds: [`${SITE}/`], options: JobOptions.parse({}) });
  await assert.rejects(insertRetry(db, id, {}), { code: "conflict", message: /only a finished job can be run again/ });
  await db.query("update crawl_job set status = 'completed', finished_at = now() where id = $1", [id]);
  await assert.rejects(insertRetry(db, id, { only: "failures" }), { code: "conflict", message: /^Nothing failed in job/ });
  await assert.rejects(insertRetry(db, 999, {}), { code: "not_found" });
  const jobs = await db.query("select id from crawl_job where parent_id = $1", [id]);
  assert.deepEqual(jobs, [], "nothing is left of a run that was refused");
});
