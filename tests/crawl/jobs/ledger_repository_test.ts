import assert from "node:assert/strict";
import { insertJob } from "../../../modules/crawl/repository.ts";
import { listJobHosts, listLedger, listReasons } from "../../../modules/crawl/jobs/ledger_repository.ts";
import { JobOptions, LedgerQuery } from "../../../modules/crawl/schemas.ts";
import type { Database, Queryable } from "../../../modules/shared/database/handle.ts";
import { withDatabase } from "../../support/database.ts";

async function newJob(db: Queryable): Promise<number> {
  return (await insertJob(db, { seeds: ["http://site.test/"], options: JobOptions.parse({}) })).id;
}

/**
 * Inserts rows of a finished crawl. Of a thousand, 900 are out of scope, 90 are stored, 9 failed and one is forbidden by
 * robots.txt.
 */
async function fill(db: Queryable, jobId: number, count: number): Promise<void> {
  await db.query(
    `insert into crawl_url (job_id, url, origin, kind, depth, state, outcome, reason)
     select $1, 'http://site.test/' || n, 'http://site.test', case when n % 1000 < 900 then 'page' else 'image' end, 1, 'done',
       case when n % 1000 < 900 then 'rejected' when n % 1000 < 990 then 'stored' when n % 1000 < 999 then 'failed' else 'rejected' end,
       case when n % 1000 < 900 then 'scope' when n % 1000 < 990 then null when n % 1000 < 999 then 'http_404' else 'robots' end
     from generate_series(1, $2::int) n`,
    [jobId, count],
  );
}

const ask = (db: Queryable, jobId: number, query: object, after = 0) =>
  listLedger(db, jobId, LedgerQuery.parse({ limit: 200, ...query }), after);

withDatabase("the ledger is filtered by each of its columns, alone and together, and by a literal text", async (db) => {
  const jobId = await newJob(db);
  await fill(db, jobId, 1_000);
  await db.query(
    `insert into crawl_url (job_id, url, origin, kind, depth, state) values
     ($1, 'http://site.test/100%25_Of\\it', 'http://site.test', 'style', 0, 'pending'), ($1, 'http://site.test/x', 'http://site.test', 'page', 0, 'leased')`,
    [jobId],
  );
  const count = async (query: object) => (await ask(db, jobId, query)).length;
  const counts = [
    await count({ kind: "image" }),
    await count({ kind: "image", outcome: "stored" }),
    await count({ outcome: "failed" }),
    await count({ reason: "robots" }),
    await count({ kind: "page", reason: "robots" }),
    await count({ state: "pending" }),
    await count({ state: "leased", kind: "page" }),
    await count({ state: "done", outcome: "failed", reason: "http_404", kind: "image" }),
    await count({ q: "100%25_of\\" }),
    await count({ q: "%" }),
    await count({ q: "/99", outcome: "failed" }),
  ];
  assert.deepEqual(counts, [100, 90, 9, 1, 0, 1, 1, 9, 1, 1, 9]);
});

withDatabase("the totals of a job add up to its URLs, and its hosts have the delays that are stored", async (db) => {
  const jobId = await newJob(db);
  await fill(db, jobId, 1_000);
  await fill(db, await newJob(db), 100);
  await db.query("update crawl_url set depth = 0 where job_id = $1 and url = 'http://site.test/1'", [jobId]);
  await db.query(
    `insert into crawl_url (job_id, url, origin, kind, depth) select $1, 'http://other.test/' || n, 'http://other.test', 'page', 1
     from generate_series(1, 3) n`,
    [jobId],
  );
  await db.query(
    `insert into crawl_host (origin, crawl_delay_milliseconds, delay_milliseconds, next_visit_at, errors_in_row, robots_status)
     values ('http://other.test', 5000, 250.5, now() + interval '1 minute', 2, 200)`,
  );
  assert.deepEqual(await listReasons(db, jobId), [
    { kind: "page", outcome: "rejected", reason: "scope", count: 900 },
    { kind: "image", outcome: "stored", reason: null, count: 90 },
    { kind: "image", outcome: "failed", reason: "http_404", count: 9 },
    { kind: "page", outcome: null, reason: null, count: 3 },
    { kind: "image", outcome: "rejected", reason: "robots", count: 1 },
  ]);
  const [busy, idle, ...more] = await listJobHosts(db, jobId, 10);
  assert.ok(busy && busy.waitMilliseconds > 50_000 && busy.waitMilliseconds <= 60_000);
  assert.deepEqual({ ...busy, waitMilliseconds: 0 }, {
    origin: "http://other.test",
    pending: 3,
    crawlDelayMilliseconds: 5_000,
    delayMilliseconds: 250.5,
    waitMilliseconds: 0,
    errorsInRow: 2,
    robotsStatus: 200,
  });
  assert.deepEqual([idle?.origin, idle?.pending, idle?.crawlDelayMilliseconds, more], ["http://site.test", 0, null, []]);
});

withDatabase("each page of a large ledger is read by an index, however rare or frequent the filter", async (db) => {
  const jobId = await newJob(db);
  await fill(db, jobId, 60_000);
  await db.query("analyze crawl_url");
  const filters = [
    {},
    { kind: "page", outcome: "rejected", reason: "scope" },
    { kind: "image", outcome: "rejected", reason: "robots" },
    { kind: "image", outcome: "stored" },
    { state: "pending", kind: "page" },
    { reason: "robots" },
  ];
  for (const filter of filters) {
    for (const after of [0, 30_000]) {
      const rows = await rowsRead(db, jobId, filter, after);
      assert.ok(rows <= 1_000, `${JSON.stringify(filter)} after ${after} reads ${rows} rows of 60,000`);
    }
  }
});

/** Returns the most rows that any step of the plan reads or discards. */
async function rowsRead(db: Database, jobId: number, filter: object, after: number): Promise<number> {
  let plan: Plan | undefined;
  const explained: Queryable = {
    query: async (text, parameters) => {
      const [row] = await db.query<Record<string, unknown>>(`explain (analyze, format json) ${text}`, parameters);
      const [value] = Object.values(row ?? {});
      const parsed = typeof value === "string" ? JSON.parse(value) : value;
      plan = parsed[0].Plan;
      return [];
    },
  };
  await ask(explained, jobId, filter, after);
  assert.ok(plan);
  return most(plan);
}

interface Plan {
  "Actual Rows": number;
  "Rows Removed by Filter"?: number;
  Plans?: Plan[];
}

function most(plan: Plan): number {
  return Math.max(plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0), ...(plan.Plans ?? []).map(most));
}
