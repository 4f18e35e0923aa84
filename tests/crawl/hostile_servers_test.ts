import assert from "node:assert/strict";
import { selfSigned } from "../support/certificate.ts";
import { openTestEngine } from "../support/engine.ts";
import { openGallery } from "../support/gallery.ts";
import { hostileBehaviours } from "../support/hostile_behaviours.ts";
import { openRawServer, openSite } from "../support/site.ts";

const MEBIBYTE = 1_024 * 1_024;
const LIMITS = {
  connectMilliseconds: 3_000,
  idleMilliseconds: 2_000,
  totalMilliseconds: 6_000,
  rateWindowMilliseconds: 700,
  minBytesPerSecond: 500,
};

Deno.test("each behaviour of a hostile server has the expected outcome in time, and affects neither memory nor another job", async () => {
  const canary = openRawServer((write) => write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"));
  const behaviours = await hostileBehaviours(canary.url);
  const servers = Object.entries(behaviours).map(([name, { answer, as, ends, readBytes }]) => ({
    ...openRawServer(answer, readBytes ? { readBytes } : {}),
    name,
    as,
    ends,
  }));
  const tls = await openSite({ "/": "secret" }, selfSigned());
  const targets = [...servers, { name: "has a certificate of its own making", as: "page", ends: "failed tls", ...tls }];
  const links = targets.map(({ as, url }) => as === "page" ? `<a href="${url}">page</a>` : `<img src="${url}">`);
  const start = await openSite({ "/": links.join("\n") });
  const gallery = await openGallery({ pages: 12, slow: 20 });
  const test = await openTestEngine({
    sites: [start, gallery.site, ...targets].map(({ hostPort }) => hostPort),
    egressLimits: LIMITS,
    environment: { CRAWL_CONCURRENT_JOBS: "3" },
  });
  try {
    const alone = await seconds(async () => void await test.crawl(`${gallery.site.url}p0.html`, { maxDepth: 20 }));
    const before = Deno.memoryUsage().rss;
    const hostile = await test.start(start.url, {
      scope: "any",
      concurrency: 64,
      respectRobots: false,
      maxImageBytes: 10 * MEBIBYTE,
    });
    await test.until(hostile.id, ({ counters }) => counters.pagesDone > 0);
    const beside = await seconds(async () => {
      const { counters, status } = await test.crawl(`${gallery.site.url}p0.html`, { maxDepth: 20 });
      assert.deepEqual([status, counters.pagesDone, counters.imagesDuplicate], ["completed", 12, 25]);
    });
    const ended = await test.ended(hostile.id, 180);
    const grown = (Deno.memoryUsage().rss - before) / MEBIBYTE;

    assert.equal(ended.status, "completed", ended.statusReason ?? "");
    const ledger = new Map((await test.ledger(hostile.id)).map((row) => [row.url, row]));
    const found = targets.map(({ name, url }) => {
      const { outcome, reason, detail } = ledger.get(url) ?? {};
      if (outcome === "rejected" || outcome === "failed") assert.ok(detail, `${name}: no word on why`);
      return [name, [outcome, ...(reason ? [reason] : [])].join(" ")];
    });
    assert.deepEqual(Object.fromEntries(found), Object.fromEntries(targets.map(({ name, ends }) => [name, ends])));
    assert.equal(ledger.get(canary.url)?.outcome, "failed");
    assert.ok(["private_address", "port"].includes(ledger.get(canary.url)?.reason ?? ""));
    assert.equal(canary.accepted(), 0);
    assert.ok(grown < 200, `the main process grew by ${grown} MiB`);
    assert.ok(beside < 4 * alone + 10, `${beside} s beside a hostile server, ${alone} s alone`);
    assert.deepEqual(test.children("crawl/host.ts"), []);
    assert.deepEqual(await test.breaches(), []);
  } finally {
    await test.close();
    await Promise.all([start, gallery.site, canary, ...targets].map((server) => server.close()));
  }
});

async function seconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
