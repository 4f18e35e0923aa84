import assert from "node:assert/strict";
import { openTestEngine } from "../support/engine.ts";
import { openGallery } from "../support/gallery.ts";

/** A simple crawler that runs the code `evil` on the page /p1.html. */
function crawler(name: string, evil: string): string {
  return `export default {
    name: "${name}",
    async discover(page: { url: string; text: AsyncIterable<string> }, context: { found(link: object): void }) {
      const bad = page.url.endsWith("/p1.html");
      ${evil.startsWith("early:") ? `if (bad) { ${evil.slice(6)} }` : ""}
      let text = "";
      for await (const piece of page.text) text += piece;
      ${evil.startsWith("early:") ? "" : `if (bad) { ${evil} }`}
      for (const [, url] of text.matchAll(/(?:href|src)="([^"]+)"/g)) {
        context.found({ url, kind: url.endsWith(".png") ? "image" : "page", reference: "found" });
      }
    },
  };`;
}

const CRAWLERS = {
  loops: crawler("loops", "for (;;);"),
  "loops-early": crawler("loops-early", "early:for (;;);"),
  eats: crawler("eats", "const hoard = []; for (;;) hoard.push(new Array(1e6).fill(0.1 + hoard.length));"),
  throws: crawler("throws", `throw new Error("I do not like this page");`),
  leaves: crawler("leaves", "Deno.exit();"),
  rejects: crawler("rejects", `Promise.reject(new Error("unseen")); await new Promise((resolve) => setTimeout(resolve, 50));`),
  chatty: crawler(
    "chatty",
    `for (let i = 0; i < 3; i++) context.log("warning", "note\\0 " + i + "x".repeat(3000)); context.found({ url: "nonsense://" });`,
  ),
};

Deno.test("if a crawler loops, hoards memory, throws or exits on a page, only that page fails", async () => {
  const links = [0, 1, 2, 3].map((page) => `<a href="/p${page}.html">${page}</a>`).join("");
  const { site } = await openGallery({ pages: 4, routes: { "/": links } });
  const quiet = await openGallery({ pages: 6, slow: 150, seed: 100 });
  const test = await openTestEngine({
    sites: [site.hostPort, quiet.site.hostPort],
    crawlers: CRAWLERS,
    silenceMilliseconds: 10_000,
    environment: { CRAWL_CONCURRENT_JOBS: "9" },
  });
  try {
    const neighbour = await test.start(`${quiet.site.url}p0.html`);
    const jobs = await Promise.all(Object.keys(CRAWLERS).map((name) => test.start(site.url, { crawler: name })));
    let longest = 0;
    const watching = setInterval(async () => {
      const started = performance.now();
      await test.engine.manager.get(neighbour.id);
      longest = Math.max(longest, performance.now() - started);
    }, 100);
    const ended = await Promise.all(jobs.map(({ id }) => test.ended(id, 120)));
    const undisturbed = await test.ended(neighbour.id);
    clearInterval(watching);

    assert.equal(undisturbed.status, "completed", undisturbed.statusReason ?? "");
    assert.deepEqual([undisturbed.counters.imagesStored, undisturbed.attempts], [13, 1]);
    assert.deepEqual(await test.texts(neighbour.id), []);
    assert.ok(longest < 2_000, `an answer took ${longest} ms`);
    for (const { id, status, options, statusReason } of ended) {
      assert.equal(status, "completed", `${options.crawler}: ${statusReason}`);
      const outcomes = await test.outcomes(id);
      const expected: Record<string, string> = { throws: "failed crawler_error", chatty: "page" };
      assert.equal(outcomes["/p1.html"], expected[options.crawler] ?? "failed worker_died", options.crawler);
      for (const path of ["/", "/p0.html", "/p2.html", "/p3.html"]) {
        assert.equal(outcomes[path], "page", `${options.crawler} ${path}`);
      }
      for (const path of ["/i0.png", "/i4.png", "/i7.png"]) {
        assert.match(outcomes[path] ?? "", /stored|duplicate/, options.crawler);
      }
      const texts = (await test.texts(id)).join("\n");
      if (!(options.crawler in expected)) {
        assert.match(texts, new RegExp(`Given up, because the crawler's process died on it twice: ${site.url}p1.html`));
        assert.match(texts, /The crawler's process was replaced/);
      }
      if (options.crawler === "chatty") assert.equal(texts.split("\n").length, 3);
      const { detail } = (await test.ledger(id)).find(({ reason }) => reason === "crawler_error") ?? {};
      if (options.crawler === "throws") assert.equal(detail, "I do not like this page");
    }
    assert.deepEqual(test.children("crawl/host.ts"), []);
    assert.deepEqual(await test.breaches(), []);
  } finally {
    await test.close();
    await site.close();
    await quiet.site.close();
  }
});
