import assert from "node:assert/strict";
import { concludeUrls } from "../../../modules/crawl/frontier/frontier_repository.ts";
import { insertSources } from "../../../modules/images/storing/repository.ts";
import { listSources as listUrlSources } from "../../../modules/crawl/frontier/link_repository.ts";
import { withDatabase } from "../../support/database.ts";
import { addFound, concludeRedirect, image, openTestFrontier, page, pathsOf, taskAt } from "../../support/frontier.ts";
import { insertImages } from "../../support/images.ts";
import { listSources } from "../../support/sources.ts";

const sid = (digit: number) => String(digit).repeat(16) + "abcdef";
const QUICK = { perHostConcurrency: 16 };

withDatabase("of addresses that differ in ignored parameters the first is fetched, and the others name it", async (database) => {
  const test = await openTestFrontier(database, QUICK);
  const seed = taskAt(await test.lease(), "/");
  await addFound(test.frontier, seed.id, 0, [
    ...[page(`/t?t=1&sid=${sid(1)}`), page(`/t?t=1&sid=${sid(2)}`), page("/t?t=1"), page("/t?t=2"), page(`/t?t=2&sid=${sid(1)}`)],
    ...[page("/t?sid=1"), page("/t?sid=2"), page(`/?sid=${sid(3)}`)],
  ]);
  assert.deepEqual(pathsOf(await test.lease()).sort(), [`/t?sid=1`, `/t?sid=2`, `/t?t=1&sid=${sid(1)}`, "/t?t=2"]);
  const joined = (await test.ledger()).filter(({ reason }) => reason === "same_address");
  assert.deepEqual(
    joined.map(({ url, detail }) => [url.replace("http://site.test", ""), detail?.replace("http://site.test", "")]),
    [
      [`/t?t=1&sid=${sid(2)}`, `It differs from /t?t=1&sid=${sid(1)} in parameters that the job ignores`],
      ["/t?t=1", `It differs from /t?t=1&sid=${sid(1)} in parameters that the job ignores`],
      [`/t?t=2&sid=${sid(1)}`, "It differs from /t?t=2 in parameters that the job ignores"],
      [`/?sid=${sid(3)}`, "It differs from / in parameters that the job ignores"],
    ],
  );
  // Another attempt knows them too.
  const again = await test.again();
  await addFound(again, seed.id, 0, [page("/t?t=1"), page(`/t?t=1&sid=${sid(7)}`), page(`/t?t=2&utm_source=x`)]);
  const outcomes = await test.outcomes();
  assert.deepEqual([outcomes["/t?t=1"], outcomes[`/t?t=1&sid=${sid(7)}`], outcomes["/t?t=2&utm_source=x"]], [
    "rejected same_address",
    "rejected same_address",
    "rejected same_address",
  ]);
  await test.assertCounters();
});

withDatabase("a site with a new session in each answer does not fill the ledger", async (database) => {
  const test = await openTestFrontier(database, QUICK);
  const seed = taskAt(await test.lease(), "/");
  for (let turn = 0; turn < 200; turn++) {
    await addFound(test.frontier, seed.id, 0, [page(`/t?t=1&sid=${`${turn}`.padEnd(20, "x1")}`)]);
  }
  const reasons = (await test.ledger()).map(({ reason }) => reason);
  assert.deepEqual(reasons, [null, null, "same_address", "same_address", "same_address"]);
  assert.equal(test.frontier.addresses.unlisted, 196);
});

withDatabase(
  "what looks like a session is an id if one page names several, also for those that were joined before",
  async (database) => {
    const test = await openTestFrontier(database, QUICK);
    const seed = taskAt(await test.lease(), "/");
    const view = (digit: number) => `/view?s=${sid(digit)}`;
    await addFound(test.frontier, seed.id, 0, [page(view(1))]);
    await addFound(test.frontier, seed.id, 0, [page(view(2))]);
    assert.equal((await test.outcomes())[view(2)], "rejected same_address");
    const thumbnail = (digit: number) => `/thumb.php?s=${sid(digit)}`;
    await addFound(test.frontier, seed.id, 0, [
      ...[1, 2, 3].map((digit) => page(view(digit))),
      ...[4, 5].map((digit) => image(thumbnail(digit))),
    ]);
    const again = await test.again();
    await addFound(again, seed.id, 0, [page(view(6))]);
    const outcomes = await test.outcomes();
    const all = [...[1, 2, 3, 6].map(view), ...[4, 5].map(thumbnail)];
    assert.deepEqual(all.map((path) => outcomes[path]), all.map(() => "pending"));
    await test.assertCounters();
  },
);

withDatabase("an empty option compares addresses as they are spelled", async (database) => {
  const test = await openTestFrontier(database, { ...QUICK, ignoreParameters: [] });
  const seed = taskAt(await test.lease(), "/");
  await addFound(test.frontier, seed.id, 0, [page("/a"), page("/a?utm_source=x"), page(`/a?sid=${sid(1)}`)]);
  assert.deepEqual(pathsOf(await test.lease()).sort(), ["/a", `/a?sid=${sid(1)}`, "/a?utm_source=x"]);
});

withDatabase("an image that pages name with different sessions has all of them as sources", async (database) => {
  const test = await openTestFrontier(database, { ...QUICK, seeds: ["http://site.test/", "http://site.test/two"] });
  const seeds = await test.lease();
  await addFound(test.frontier, taskAt(seeds, "/").id, 0, [image(`/i.php?id=1&s=${sid(1)}`, { alt: "One" })]);
  const { id, url } = taskAt(await test.lease(), `/i.php?id=1&s=${sid(1)}`);
  const [imageId] = await insertImages(database, 1);
  assert.ok(imageId);
  await database.transaction(async (tx) => {
    await concludeUrls(tx, [{ id, outcome: "stored", imageId }]);
    await insertSources(tx, (await listUrlSources(tx, [id])).map((source) => ({ ...source, imageId })));
  });
  await addFound(test.frontier, taskAt(seeds, "/two").id, 0, [image(`/i.php?id=1&s=${sid(2)}`, { alt: "Two" })]);
  const sources = await listSources(database, imageId);
  assert.deepEqual(sources.map(({ pageUrl, imageUrl, alt }) => [pageUrl, imageUrl, alt]), [
    ["http://site.test/", url, "One"],
    ["http://site.test/two", url, "Two"],
  ]);
});

withDatabase("an excluded spelling does not take the others with it", async (database) => {
  const test = await openTestFrontier(database, { ...QUICK, exclude: ["*sid=*"] });
  const seed = taskAt(await test.lease(), "/");
  await addFound(test.frontier, seed.id, 0, [page(`/a?sid=${sid(1)}`), page("/a"), page(`/a?sid=${sid(2)}`)]);
  assert.deepEqual(pathsOf(await test.lease()), ["/a"]);
  await addFound(await test.again(), seed.id, 0, [page("/a?utm_source=x"), page(`/b?sid=${sid(1)}`), page("/b")]);
  const outcomes = await test.outcomes();
  assert.equal(outcomes["/a?utm_source=x"], "rejected same_address");
  assert.equal(outcomes["/b"], "pending");
});

withDatabase(
  "a page that redirects to itself with a session is fetched there, and links to either count for it",
  async (database) => {
    const test = await openTestFrontier(database, QUICK);
    const seed = taskAt(await test.lease(), "/");
    await addFound(test.frontier, seed.id, 0, [page("/a"), page("/b?utm_source=x"), page("/c")]);
    const tasks = await test.lease();
    const facts = { httpStatus: 302 };
    const target = (path: string) => `http://site.test${path}`;
    await concludeRedirect(test.frontier, { id: taskAt(tasks, "/a").id, target: target(`/a?sid=${sid(1)}`), facts });
    await concludeRedirect(test.frontier, { id: taskAt(tasks, "/b?utm_source=x").id, target: target("/b"), facts });
    await concludeRedirect(test.frontier, { id: taskAt(tasks, "/c").id, target: target(`/b?sid=${sid(2)}`), facts });
    assert.deepEqual(pathsOf(await test.lease()).sort(), [`/a?sid=${sid(1)}`, "/b"]);
    await addFound(await test.again(), seed.id, 0, [page(`/a?sid=${sid(5)}`), page("/b?utm_medium=y")]);
    const details = (await test.ledger()).filter(({ reason }) => reason === "same_address").map(({ detail }) => detail);
    assert.deepEqual(details, [
      `It differs from http://site.test/a?sid=${sid(1)} in parameters that the job ignores`,
      "It differs from http://site.test/b in parameters that the job ignores",
    ]);
    await test.assertCounters();
  },
);
