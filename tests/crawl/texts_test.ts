import assert from "node:assert/strict";
import { listLedger } from "../../modules/crawl/jobs/ledger_repository.ts";
import { resultOf } from "../../modules/crawl/jobs/result.ts";
import { findJob, insertJob, insertMessage, listMessages, moveJob } from "../../modules/crawl/repository.ts";
import { FoundLink } from "../../modules/crawl/messages.ts";
import { JobOptions, LedgerQuery } from "../../modules/crawl/schemas.ts";
import { Remark, sentenceOf, shownRemark, storedRemark } from "../../modules/crawl/texts.ts";
import type { Database } from "../../modules/shared/database/handle.ts";
import { withDatabase } from "../support/database.ts";

const URL = "http://site.test/";

async function newJob(database: Database): Promise<number> {
  return (await insertJob(database, { seeds: [URL], options: JobOptions.parse({}) })).id;
}

Deno.test("sentenceOf() writes the sentence of a code with its parameters", () => {
  assert.equal(sentenceOf({ code: "http_status", status: 404 }), "The server answered 404");
  assert.equal(sentenceOf({ code: "request_timeout", seconds: null }), "The whole request took too long");
  assert.equal(sentenceOf({ code: "request_timeout", seconds: 3 }), "The whole request took more than 3 s");
  assert.equal(
    sentenceOf({ code: "process_dies", deaths: 5, cause: { code: "process_exit", exitCode: 137, signal: "SIGKILL" } }),
    "The crawler's process died 5 times in a row: exit code 137, SIGKILL",
  );
});

Deno.test("sentenceOf() shows the code and parameters that a newer version has stored", () => {
  assert.equal(sentenceOf({ code: "moon_phase", phase: "full", day: 3 }), "moon phase (phase: full, day: 3)");
  assert.equal(sentenceOf({ code: "http_status", answered: 404 }), "http status (answered: 404)");
  assert.equal(sentenceOf({ code: "constructor" }), "constructor");
  for (const odd of [null, 3, "text", [], {}]) assert.equal(sentenceOf(odd), "The reason is not known");
});

Deno.test("Remark accepts only a known code with its parameters", () => {
  assert.equal(Remark.safeParse({ code: "port", port: 25 }).success, true);
  for (
    const odd of [{ code: "port" }, { code: "port", port: "25" }, { code: "moon_phase" }, { code: "toString" }, "text", null]
  ) {
    assert.equal(Remark.safeParse(odd).success, false, JSON.stringify(odd));
  }
});

Deno.test("a site crawler may say in its own words why a link is not to be fetched", () => {
  const link = { url: URL, kind: "image", reference: "img" };
  const { reject } = FoundLink.parse({ ...link, reject: { reason: "variant", detail: "A larger one is there" } });
  assert.deepEqual(reject, { reason: "variant", detail: { code: "crawler_says", text: "A larger one is there" } });
});

Deno.test("storedRemark() leaves out characters that PostgreSQL cannot store", () => {
  const stored = storedRemark({ code: "crawler_says", text: "a\0b\ud800c" });
  assert.equal(stored, `{"code":"crawler_says","text":"ab\ufffdc"}`);
  assert.equal(storedRemark(null), null);
});

Deno.test("shownRemark() shows the text of a row that an earlier version wrote", () => {
  assert.equal(shownRemark(null, "An old sentence"), "An old sentence");
  assert.equal(shownRemark({ code: "cancelled" }, null), "The job was cancelled");
  assert.equal(shownRemark(null, null), null);
});

withDatabase("rows of earlier versions are shown with their text, new ones with the sentence of their code", async (database) => {
  const id = await newJob(database);
  await database.query(
    `insert into crawl_url (job_id, url, origin, kind, depth, state, outcome, reason, detail, done_at)
     values ($1, $2, 'http://site.test', 'page', 0, 'done', 'failed', 'http_404', 'The server said 404 then', now())`,
    [id, URL],
  );
  await database.query("insert into crawl_message (job_id, level, text) values ($1, 'info', 'An old message')", [id]);
  await database.query("update crawl_job set last_message = 'An old message', status_reason = 'An old reason' where id = $1", [
    id,
  ]);
  const before = await findJob(database, id);
  assert.deepEqual([before?.lastMessage, before?.statusReason], ["An old message", "An old reason"]);
  const [row] = await listLedger(database, id, LedgerQuery.parse({}), 0);
  assert.equal(row?.detail, "The server said 404 then");
  if (before === null) assert.fail("the job is gone");
  assert.equal(sentenceOf((await resultOf(database, before)).reason), `${URL}: The server said 404 then`);

  await insertMessage(database, { jobId: id, level: "warning", remark: { code: "crawler_says", text: "odd \0\ud800 text" } });
  assert.deepEqual((await listMessages(database, id)).map(({ text }) => text), ["An old message", "odd \ufffd text"]);
  await moveJob(database, { id, from: ["queued"], to: "failed", reason: { code: "internal_error", text: "no luck" } });
  const after = await findJob(database, id);
  assert.deepEqual([after?.lastMessage, after?.statusReason], ["odd \ufffd text", "Internal error: no luck"]);
});

withDatabase("a job is stored with codes and parameters, not with sentences", async (database) => {
  const id = await newJob(database);
  await insertMessage(database, { jobId: id, level: "info", remark: { code: "disk_is_back" } });
  await moveJob(database, {
    id,
    from: ["queued"],
    to: "failed",
    reason: { code: "seed_failed", url: URL, cause: { code: "no_content" } },
  });
  assert.deepEqual(
    await database.query(
      `select status_reason, status_remark, last_message, last_remark, text, remark
       from crawl_job join crawl_message on crawl_message.job_id = crawl_job.id where crawl_job.id = $1`,
      [id],
    ),
    [{
      statusReason: null,
      statusRemark: { code: "seed_failed", url: URL, cause: { code: "no_content" } },
      lastMessage: null,
      lastRemark: { code: "disk_is_back" },
      text: null,
      remark: { code: "disk_is_back" },
    }],
  );
});
