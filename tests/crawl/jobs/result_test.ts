import assert from "node:assert/strict";
import { resultOf } from "../../../modules/crawl/jobs/result.ts";
import type { Conclusion } from "../../../modules/crawl/frontier/frontier_repository.ts";
import { sentenceOf } from "../../../modules/crawl/texts.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { withDatabase } from "../../support/database.ts";
import { addFound, conclude, concludeRedirect, image, openTestFrontier, page, SITE, taskAt } from "../../support/frontier.ts";

/** How one URL of a job ended: an outcome with its reason, or the path that it redirected to, and what it named. */
interface Row {
  path: string;
  outcome?: Conclusion["outcome"];
  reason?: string;
  remark?: Conclusion["detail"];
  to?: string;
  images?: string[];
  pages?: string[];
}

const failed = (path: string, status: number): Row => ({
  path,
  outcome: "failed",
  reason: `http_${status}`,
  remark: { code: "http_status", status },
});
const read = (path: string, names: Pick<Row, "images" | "pages" | "remark"> = {}): Row => ({ path, outcome: "page", ...names });
const rejected = (path: string, reason: string, remark: Conclusion["detail"]): Row => ({
  path,
  outcome: "rejected",
  reason,
  ...(remark ? { remark } : {}),
});
const SIGN_IN = { remark: { code: "looks_like_sign_in" } } as const;
const SHELL = { remark: { code: "looks_like_shell" } } as const;
const WOULD = { code: "would_be_fetched" } as const;
const ROBOTS = { code: "robots_rule", rule: "Disallow: /" } as const;

/** Makes a ledger in which the URLs ended in this order, and returns the result of the job in words. */
async function resultAfter(database: Database, rows: Row[], seeds = [rows[0]?.path ?? ""]): Promise<string> {
  const test = await openTestFrontier(database, {
    seeds: seeds.map((path) => SITE + path),
    perHostConcurrency: 64,
    concurrency: 64,
  });
  const tasks = [];
  for (const { path, outcome, reason, remark, to, images = [], pages = [] } of rows) {
    tasks.push(...await test.lease());
    const { id, depth } = taskAt(tasks, path);
    await addFound(test.frontier, id, depth, [...images.map((one) => image(one)), ...pages.map(page)]);
    if (to !== undefined) await concludeRedirect(test.frontier, { id, target: SITE + to, facts: { httpStatus: 302 } });
    else if (outcome) {
      await conclude(test.frontier, { id, outcome, ...(reason ? { reason } : {}), ...(remark ? { detail: remark } : {}) });
    }
  }
  const { status, reason } = await resultOf(database, await test.job());
  return `${status} ${reason === null ? "" : sentenceOf(reason).replaceAll(SITE, "")}`.trim();
}

withDatabase("a job has failed if no start address brought anything, whatever else was read for it", async (database) => {
  const of = (rows: Row[], seeds?: string[]) => resultAfter(database, rows, seeds);
  assert.equal(await of([failed("/", 404)]), "failed /: The server answered 404");
  assert.equal(await of([failed("/", 401)]), "failed /: The server asks for a sign-in (401)");
  assert.equal(await of([rejected("/", "robots", ROBOTS)]), 'failed /: robots.txt says "Disallow: /"');
  assert.equal(await of([{ path: "/", to: "/b" }, failed("/b", 403)]), "failed /: It redirects to /b: The server answered 403");
  assert.match(await of([failed("/a", 403), failed("/b", 404)], ["/a", "/b"]), /^failed None of the 2 start .* is \/a: .* 403$/);
  assert.match(await of([failed("/a", 403), read("/b")], ["/a", "/b"]), /^completed 1 of the 2 start .* is \/a: .* 403$/);
  assert.match(await of([read("/", { remark: { code: "looks_empty" } })]), /^failed \/: It is an empty page/);
  assert.equal(
    await of([rejected("/", "max_duration", { code: "time_limit", seconds: 4 })]),
    "completed /: The job's limit of 4 s was reached",
  );
});

withDatabase("a sign-in or a shell is no failure if the job found content elsewhere", async (database) => {
  const of = (rows: Row[]) => resultAfter(database, rows);
  const stored = (path: string) => rejected(path, "dry_run", WOULD);
  assert.match(await of([read("/", { ...SIGN_IN, images: ["/logo"] }), stored("/logo")]), /^failed \/: It is a sign-in/);
  const imprint = [read("/", { ...SIGN_IN, images: ["/logo"], pages: ["/about"] }), read("/about", { images: ["/logo"] })];
  assert.match(await of([...imprint, stored("/logo")]), /^failed \/: It is a sign-in/);
  const open = [read("/", { ...SIGN_IN, pages: ["/open"] }), read("/open", { images: ["/photo"] }), stored("/photo")];
  assert.match(await of(open), /^completed \/: It is a sign-in/);
  const box = [
    read("/", { ...SIGN_IN, images: ["/logo", "/one"], pages: ["/more"] }),
    read("/more", { ...SIGN_IN, images: ["/logo", "/two"] }),
  ];
  assert.equal(await of([...box, stored("/logo"), stored("/one"), stored("/two")]), "completed", "a box to sign in on each page");
  const missing = rejected("/one", "not_an_image", { code: "answer_type", mediaType: "text/html" });
  assert.match(await of([...box, stored("/logo"), missing, stored("/two")]), /^completed \/: It is a sign-in/);
  assert.match(await of([...box.slice(0, 1), stored("/logo"), missing]), /^failed \/: It is a sign-in/);
  assert.match(await of([read("/", SHELL)]), /^failed \/: It shows nothing until/);
  assert.match(
    await of([read("/", { ...SHELL, images: ["/state"] }), stored("/state")]),
    /^completed \/: It shows nothing until/,
  );
});

withDatabase("a job that stored no image says why, and has failed if everything was out of its reach", async (database) => {
  const of = (rows: Row[]) => resultAfter(database, rows);
  const html = { code: "answer_type", mediaType: "text/html" } as const;
  assert.equal(await of([read("/", { images: ["/i"] }), rejected("/i", "dry_run", WOULD)]), "completed");
  assert.equal(await of([read("/")]), "completed 1 page was read, and it names no image");
  assert.equal(await of([read("/", { pages: ["/b"] }), read("/b")]), "completed 2 pages were read, and none names an image");
  assert.equal(
    await of([read("/", { images: ["/i"] }), rejected("/i", "not_an_image", html)]),
    "completed The only image was not stored: The answer is text/html",
  );
  const three = ["/i", "/j", "/k"];
  assert.equal(
    await of([read("/", { images: three }), failed("/i", 500), failed("/j", 404), failed("/k", 404)]),
    "completed None of 3 images was stored. The most frequent reason: The server answered 404",
  );
  assert.equal(
    await of([read("/", { pages: ["http://b.org/", "http://c.org/"] })]),
    'failed Everything that the pages name (2 URLs) is outside of the job\'s scope "host"',
  );
  assert.equal(
    await of([read("/", { pages: ["/b"] }), rejected("/b", "robots", ROBOTS)]),
    "failed robots.txt forbids everything that the pages name (1 URL)",
  );
});
