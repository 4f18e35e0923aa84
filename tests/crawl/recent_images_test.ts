import assert from "node:assert/strict";
import { insertJob, listRecentImages } from "../../modules/crawl/repository.ts";
import { JobOptions } from "../../modules/crawl/schemas.ts";
import type { Queryable } from "../../modules/shared/database/handle.ts";
import { withDatabase } from "../support/database.ts";
import { insertImages } from "../support/images.ts";

async function insertDone(db: Queryable, jobId: number, urls: { imageId: number; second: number }[]): Promise<void> {
  await db.query(
    `with given as (
      select * from jsonb_to_recordset($2::text::jsonb) as given ("imageId" bigint, second integer)
    )
    insert into crawl_url (job_id, url, origin, kind, depth, state, outcome, image_id, done_at)
    select $1::bigint, 'http://site.test/' || row_number() over (), 'http://site.test', 'image', 1, 'done', 'stored', "imageId",
      timestamptz '2026-01-01' + second * interval '1 second' from given`,
    [jobId, JSON.stringify(urls)],
  );
}

withDatabase(
  "listRecentImages() returns each image once, the last stored first, whatever the order of the URLs",
  async (db) => {
    const [first = 0, second = 0, third = 0] = await insertImages(db, 3);
    const { id } = await insertJob(db, { seeds: ["http://site.test/"], options: JobOptions.parse({}) });
    await insertDone(db, id, [
      { imageId: second, second: 30 },
      { imageId: first, second: 20 },
      { imageId: third, second: 10 },
      { imageId: first, second: 5 },
    ]);
    const recent = async (limit: number) => (await listRecentImages(db, id, limit)).map((image) => image.id);
    assert.deepEqual(await recent(10), [second, first, third]);
    assert.deepEqual(await recent(2), [second, first]);
  },
);

withDatabase("listRecentImages() reads only the end of the ledger", async (db) => {
  const ids = await insertImages(db, 5);
  const { id } = await insertJob(db, { seeds: ["http://site.test/"], options: JobOptions.parse({}) });
  await insertDone(db, id, Array.from({ length: 20_000 }, (_, second) => ({ imageId: ids[second % 5] ?? 0, second })));
  await db.query("analyze crawl_url");
  const plan: string[] = [];
  await listRecentImages(
    {
      query: async (text, parameters) => {
        plan.push(...(await db.query(`explain ${text}`, parameters)).flatMap((row) => Object.values(row)));
        return [];
      },
    },
    id,
    2,
  );
  assert.match(plan.join("\n"), /using crawl_url_recent on crawl_url/, plan.join("\n"));
});
