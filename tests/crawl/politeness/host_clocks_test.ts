import assert from "node:assert/strict";
import { robotsFor } from "../../../modules/crawl/politeness/host_clock.ts";
import { createHostClocks } from "../../../modules/crawl/politeness/host_clocks.ts";
import { findHost } from "../../../modules/crawl/politeness/host_repository.ts";
import type { FetchFacts } from "../../../modules/crawl/messages.ts";
import { withDatabase } from "../../support/database.ts";

const POLITENESS = { perHostConcurrency: 2, respectRobots: true };
const ORIGIN = "http://site.test";
const userAgent = "ImageTagger/0.1";

withDatabase("all callers share the clock of a host, and it is saved across processes", async (database) => {
  const clocks = createHostClocks({ database, userAgent });
  const [clock, same] = await Promise.all([clocks.of(ORIGIN), clocks.of(ORIGIN)]);
  assert.equal(clock, same);
  assert.notEqual(clock, await clocks.of("https://site.test"));
  clocks.begin(clock, POLITENESS, 1);
  clocks.finish(clock, POLITENESS, { facts: { httpStatus: 503, retryAfterMilliseconds: 60_000 }, reached: true });
  await clocks.save();

  const later = await createHostClocks({ database, userAgent }).of(ORIGIN);
  assert.deepEqual([later.penalty, later.failing], [1_000, true]);
  const wait = later.nextVisit - performance.now();
  assert.ok(wait > 50_000 && wait <= 60_000, String(wait));
  assert.equal((await findHost(database, ORIGIN))?.errorsInRow, 1);
  assert.equal(later.active, 0);
});

withDatabase("robots.txt is used for a day, and a failure to fetch it for five minutes", async (database) => {
  const clocks = createHostClocks({ database, userAgent });
  const clock = await clocks.of(ORIGIN);
  assert.equal(clocks.robotsKnown(clock), false);
  await clocks.setRobots(clock, { status: 200, body: "User-agent: *\nDisallow: /x\nCrawl-delay: 2.5" });
  assert.equal(clocks.robotsKnown(clock), true);
  assert.equal(clock.robots?.allows(`${ORIGIN}/x`), false);

  const age = async (interval: string) => {
    await database.query("update crawl_host set robots_fetched_at = now() - $1::text::interval", [interval]);
    const fresh = createHostClocks({ database, userAgent });
    const loaded = await fresh.of(ORIGIN);
    return { known: fresh.robotsKnown(loaded), robots: loaded.robots };
  };
  const loaded = await age("23 hours");
  assert.equal(loaded.known, true);
  assert.equal(loaded.robots?.allows(`${ORIGIN}/x`), false);
  assert.equal(loaded.robots?.crawlDelayMilliseconds, 2_500);
  assert.equal((await age("25 hours")).known, false);

  for (const status of [503, 429]) {
    await database.query("delete from crawl_host");
    const unknown = createHostClocks({ database, userAgent });
    await unknown.setRobots(await unknown.of(ORIGIN), { status, body: null });
    assert.equal((await age("4 minutes")).known, true, String(status));
    assert.equal((await age("4 minutes")).robots?.allows(`${ORIGIN}/y`), false, String(status));
    assert.equal((await age("6 minutes")).known, false, String(status));
  }
});

withDatabase("the rules of the last robots.txt stay in force while the server fails", async (database) => {
  const clocks = createHostClocks({ database, userAgent });
  const clock = await clocks.of(ORIGIN);
  await clocks.setRobots(clock, { status: 200, body: "User-agent: *\nDisallow: /x" });
  await database.query("update crawl_host set robots_fetched_at = now() - interval '25 hours'");
  for (const status of [503, 429, 500]) {
    const fresh = createHostClocks({ database, userAgent });
    const loaded = await fresh.of(ORIGIN);
    assert.equal(fresh.robotsKnown(loaded), false);
    await fresh.setRobots(loaded, { status, body: null });
    assert.equal(fresh.robotsKnown(loaded), true);
    assert.deepEqual(["/x", "/y"].map((path) => loaded.robots?.allows(ORIGIN + path)), [false, true]);
    assert.equal(loaded.robotsStatus, 200);
  }
  await clocks.setRobots(clock, { status: 404, body: null });
  assert.equal(clock.robots?.allows(`${ORIGIN}/x`), true);
  await clocks.setRobots(clock, { status: 503, body: null });
  assert.equal(clock.robots?.allows(`${ORIGIN}/x`), false, "a file that was not there is no copy of one");
});

withDatabase("a robots.txt applies to the user agent of a job", async (database) => {
  const clock = await createHostClocks({ database, userAgent }).of(ORIGIN);
  assert.equal(robotsFor(clock, "Other/1.0"), null);
  const clocks = createHostClocks({ database, userAgent });
  await clocks.setRobots(clock, { status: 200, body: "User-agent: *\nDisallow: /x\n\nUser-agent: other\nDisallow: /y" });
  assert.equal(robotsFor(clock, undefined)?.allows(`${ORIGIN}/x`), false);
  assert.equal(robotsFor(clock, "Other/1.0")?.allows(`${ORIGIN}/x`), true);
  assert.equal(robotsFor(clock, "Other/1.0")?.allows(`${ORIGIN}/y`), false);
});

withDatabase("a host with a saved clock alone has no robots.txt yet", async (database) => {
  const clocks = createHostClocks({ database, userAgent });
  const clock = await clocks.of(ORIGIN);
  clocks.begin(clock, POLITENESS, 1);
  clocks.finish(clock, POLITENESS, { facts: { httpStatus: 200, milliseconds: 500 }, reached: true });
  await clocks.save();
  const other = createHostClocks({ database, userAgent });
  assert.equal(other.robotsKnown(await other.of(ORIGIN)), false);
  assert.equal((await other.of(ORIGIN)).delay, 250);
});

withDatabase(
  "an answer of 4xx does not count as failure, no answer and 5xx do, and 429 and 503 slow the host at once",
  async (database) => {
    const clocks = createHostClocks({ database, userAgent });
    const after = async (facts: FetchFacts, reached = true) => {
      const clock = await clocks.of(`http://${crypto.randomUUID()}.test`);
      clocks.finish(clock, POLITENESS, { facts, reached });
      return [clock.errorsInRow, clock.penalty, Math.max(0, Math.round((clock.nextVisit - performance.now()) / 1_000))];
    };
    for (const httpStatus of [200, 301, 401, 403, 404, 410, 501, 505]) assert.deepEqual(await after({ httpStatus }), [0, 0, 0]);
    for (const httpStatus of [500, 502, 504]) assert.deepEqual(await after({ httpStatus }), [1, 0, 0], `${httpStatus}`);
    for (const httpStatus of [429, 503]) assert.deepEqual(await after({ httpStatus }), [1, 1_000, 1], `${httpStatus}`);
    assert.deepEqual(await after({}, false), [1, 0, 0]);
    assert.deepEqual(await after({}), [0, 0, 0], "another try would not help");
    const waits = async (httpStatus: number) => (await after({ httpStatus, retryAfterMilliseconds: 60_000 }))[2];
    for (const status of [429, 503, 302]) assert.equal(await waits(status), 60, `Retry-After of ${status} is about the host`);
    for (const status of [200, 404, 500]) assert.equal(await waits(status), 0, `Retry-After of ${status} is about the URL`);
    await clocks.save();
  },
);
