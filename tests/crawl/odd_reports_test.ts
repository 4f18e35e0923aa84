import assert from "node:assert/strict";
import { openTestEngine, type TestEngine } from "../support/engine.ts";
import { makePictures } from "../support/gallery.ts";
import { bytes, openSite, type Routes, type Site } from "../support/site.ts";

/** A crawler that reports the links of a page, and does what `report` says on pages whose names begin with "odd". */
const crawler = (report: string, beside = "") => `
${beside}
export default {
  name: "odd",
  async discover(page, { found, log }) {
    let text = "";
    for await (const piece of page.text) text += piece;
    const url = new URL("/i0.png", page.url).href;
    if (text.includes("<p>odd")) { ${report} }
    for (const [, url] of text.matchAll(/(?:href|src)="([^"]+)"/g)) {
      found({ url, kind: url.endsWith(".png") ? "image" : "page", reference: "found" });
    }
  },
};`;

/** Code of a crawler that changes what the worker sends, which it can, because they share a thread. */
const forge = (type: string, facts: string) =>
  `const post = self.postMessage.bind(self);
  let left = 1;
  self.postMessage = (report) => {
    const forged = report.type === "${type}" && left-- > 0 ? { ...report, facts: { ...report.facts, ...${facts} } } : report;
    post(forged);
  };`;

const CRAWLERS = {
  "no-reference": crawler(`found({ url, kind: "image" });`),
  "no-kind": crawler(`found({ url, reference: "img" });`),
  "no-link": crawler(`found(null);`),
  "long-reference": crawler(`found({ url, kind: "image", reference: "x".repeat(41) });`),
  "number-as-text": crawler(`found({ url, kind: "image", reference: "img", context: { alt: 7 } });`),
  "nul-in-reference": crawler(`found({ url, kind: "image", reference: "a\\0b" });`),
  "nul-in-context": crawler(
    `found({ url, kind: "image", reference: "img", context: { alt: "a\\0b \\ud800 c", heading: "\\0", other: "x" } });`,
  ),
  "log-of-object": crawler(`log("info", { toString: () => "said" });`),
  "forged-image": crawler("", forge("image", "{ httpStatus: 1e12 }")),
  "forged-page": crawler("", forge("page", "{ httpStatus: 1e12 }")),
};

async function withOddSite(work: (test: TestEngine, site: Site) => Promise<void>): Promise<void> {
  const pictures = await makePictures(3);
  const routes: Routes = {
    "/": `<a href="/odd">1</a><a href="/plain">2</a>`,
    "/odd": `<p>odd<img src="/i1.png">`,
    "/plain": `<img src="/i2.png">`,
  };
  for (const [number, picture] of pictures.entries()) routes[`/i${number}.png`] = () => bytes(picture);
  const site = await openSite(routes);
  const test = await openTestEngine({ sites: [site.hostPort], crawlers: CRAWLERS });
  try {
    await work(test, site);
    assert.deepEqual(test.children("crawl/host.ts"), []);
    assert.deepEqual(await test.breaches(), []);
  } finally {
    await test.close();
    await site.close();
  }
}

const KEPT = /^(stored|duplicate)$/;

Deno.test("if a crawler sends a wrong report of a page, that page fails, but neither its process nor the job", () =>
  withOddSite(async (test, site) => {
    const cases = {
      "no-reference": "failed crawler_error",
      "no-kind": "failed crawler_error",
      "no-link": "failed crawler_error",
      "long-reference": "failed crawler_error",
      "number-as-text": "failed crawler_error",
      "nul-in-reference": "failed unstorable",
      "nul-in-context": "page",
      "log-of-object": "page",
    };
    for (const [name, expected] of Object.entries(cases)) {
      const job = await test.crawl(site.url, { crawler: name });
      assert.deepEqual([job.status, job.attempts], ["completed", 1], `${name}: ${job.statusReason}`);
      const outcomes = await test.outcomes(job.id);
      assert.deepEqual([outcomes["/"], outcomes["/odd"], outcomes["/plain"]], ["page", expected, "page"], name);
      assert.match(outcomes["/i2.png"] ?? "", KEPT, name);
      assert.deepEqual(await test.texts(job.id), name === "log-of-object" ? ["said"] : [], name);
    }
    const alts = await test.engine.database.query<{ alt: string }>("select alt from image_source where alt <> ''");
    assert.deepEqual(alts.map(({ alt }) => alt), ["ab \ufffd c"]);
  }));

Deno.test("if the database cannot store the facts of an image, that image fails and does not count against a limit", () =>
  withOddSite(async (test, site) => {
    const job = await test.crawl(site.url, { crawler: "forged-image", maxImages: 1, perHostConcurrency: 1 });
    assert.equal(job.status, "completed", job.statusReason ?? "");
    assert.deepEqual([job.counters.imagesFailed, job.counters.imagesStored, job.counters.pagesDone], [1, 1, 3]);
    const failed = (await test.ledger(job.id)).filter(({ outcome }) => outcome === "failed");
    assert.deepEqual(failed.map(({ kind, reason }) => [kind, reason]), [["image", "unstorable"]]);
    assert.match(failed[0]?.detail ?? "", /^It cannot be stored: .*out of range/);
  }));

Deno.test("if the database cannot store the facts of a page, that page fails", () =>
  withOddSite(async (test, site) => {
    const job = await test.crawl(`${site.url}plain`, { crawler: "forged-page" });
    assert.equal(job.status, "completed", job.statusReason ?? "");
    const outcomes = await test.outcomes(job.id);
    assert.deepEqual([outcomes["/plain"], outcomes["/i2.png"]], ["failed unstorable", "stored"]);
  }));
