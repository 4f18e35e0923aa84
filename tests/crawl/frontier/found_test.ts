import assert from "node:assert/strict";
import { concludeUrls } from "../../../modules/crawl/frontier/frontier_repository.ts";
import { insertSources } from "../../../modules/images/storing/repository.ts";
import { listSources as listUrlSources } from "../../../modules/crawl/frontier/link_repository.ts";
import { listSources } from "../../support/sources.ts";
import { withDatabase } from "../../support/database.ts";
import { addFound, image, openTestFrontier, page, pathsOf, taskAt } from "../../support/frontier.ts";
import { insertImages } from "../../support/images.ts";

withDatabase("every URL is in the ledger once, however often it is found", async (database) => {
  const test = await openTestFrontier(database, {});
  const [seed] = await test.lease();
  assert.ok(seed);
  const links = [page("/a"), page("/a"), image("/i.png"), image("/i.png", { alt: "again" }, "srcset"), page("/i.png")];
  await addFound(test.frontier, seed.id, 0, links);
  await addFound(test.frontier, seed.id, 0, links);
  assert.deepEqual(await test.outcomes(), { "/": "leased", "/a": "pending", "/i.png": "pending" });
  assert.deepEqual((await test.ledger()).map(({ kind, depth, referrer }) => [kind, depth, referrer]), [
    ["page", 0, null],
    ["page", 1, seed.url],
    ["image", 0, seed.url],
  ]);
  assert.deepEqual(test.frontier.queues.get("http://site.test")?.more, { page: true, image: true, document: false });
  const job = await test.job();
  assert.deepEqual([job.pagesFound, job.imagesFound], [2, 1]);
  await test.assertCounters();
});

withDatabase("URLs that are out of scope or too deep are in the ledger with the reason", async (database) => {
  const test = await openTestFrontier(database, { scope: "host", imageScope: "host", maxDepth: 1 });
  const [seed] = await test.lease();
  assert.ok(seed);
  await addFound(test.frontier, seed.id, 0, [page("/near"), page("http://other.test/"), image("http://cdn.test/i.png")]);
  await addFound(test.frontier, taskAt(await test.lease(), "/near").id, 1, [page("/deep"), image("/deep.png")]);
  assert.deepEqual(await test.outcomes(), {
    "/": "leased",
    "/near": "leased",
    "http://other.test/": "rejected scope",
    "http://cdn.test/i.png": "rejected scope",
    "/deep": "rejected max_depth",
    "/deep.png": "pending",
  });
  const details = (await test.ledger()).flatMap(({ detail }) => detail ?? []);
  assert.deepEqual(details.sort(), [
    "More than 1 links from a start address",
    'Not in the image scope "host" of the job',
    'Not in the scope "host" of the job',
  ]);
  assert.deepEqual(pathsOf(await test.lease()), []);
  await test.assertCounters();
});

withDatabase("images may come from hosts that pages may not come from", async (database) => {
  const test = await openTestFrontier(database, {});
  const [seed] = await test.lease();
  assert.ok(seed);
  await addFound(test.frontier, seed.id, 0, [image("http://cdn.test/i.png"), page("http://cdn.test/")]);
  assert.deepEqual(pathsOf(await test.lease()), ["http://cdn.test/i.png"]);
});

withDatabase("a page that was too deep is visited when a shorter way to it is found", async (database) => {
  const test = await openTestFrontier(database, { maxDepth: 2, seeds: ["http://site.test/", "http://site.test/start"] });
  const seeds = await test.lease();
  await addFound(test.frontier, taskAt(seeds, "/").id, 2, [page("/far")]);
  assert.equal((await test.outcomes())["/far"], "rejected max_depth");
  await test.assertCounters();
  await addFound(test.frontier, taskAt(seeds, "/start").id, 0, [page("/far")]);
  assert.equal((await test.outcomes())["/far"], "pending");
  await test.assertCounters();
  const far = (await test.ledger()).find(({ url }) => url.endsWith("/far"));
  assert.deepEqual([far?.depth, far?.reason, far?.doneAt], [1, null, null]);
});

withDatabase("a link that turns out to be shown as an image is fetched as one", async (database) => {
  const test = await openTestFrontier(database, { scope: "page" });
  const [seed] = await test.lease();
  assert.ok(seed);
  await addFound(test.frontier, seed.id, 0, [page("/pic?id=1"), page("/pic?id=2")]);
  assert.equal((await test.outcomes())["/pic?id=1"], "rejected scope");
  await addFound(test.frontier, seed.id, 0, [image("/pic?id=1")]);
  assert.deepEqual((await test.ledger()).map(({ kind, state }) => `${kind} ${state}`), [
    "page leased",
    "image pending",
    "page done",
  ]);
  assert.deepEqual(pathsOf(await test.lease()), ["/pic?id=1"]);
  assert.deepEqual((await test.job()).imagesFound, 1);
  await test.assertCounters();
});

withDatabase("a link that is shown as an image stays rejected if the image scope excludes it", async (database) => {
  const test = await openTestFrontier(database, { imageScope: "host" });
  const [seed] = await test.lease();
  assert.ok(seed);
  await addFound(test.frontier, seed.id, 0, [page("http://cdn.test/pic")]);
  await addFound(test.frontier, seed.id, 0, [image("http://cdn.test/pic")]);
  assert.equal((await test.outcomes())["http://cdn.test/pic"], "rejected scope");
  assert.deepEqual(await test.lease(), []);
  await test.assertCounters();
});

withDatabase("each reference to an image is one of its sources, even if the image is already stored", async (database) => {
  const test = await openTestFrontier(database, { seeds: ["http://site.test/", "http://site.test/two"], perHostConcurrency: 8 });
  const seeds = await test.lease();
  const [one, two] = [taskAt(seeds, "/"), taskAt(seeds, "/two")];
  const alts = [{ alt: "First", heading: "H" }, { alt: "Second" }];
  await addFound(test.frontier, one.id, 0, [image("/i.png", alts[0]), image("/i.png", { alt: "Set" }, "srcset"), page("/three")]);
  const { id } = taskAt(await test.lease(), "/i.png");
  const [imageId] = await insertImages(database, 1);
  assert.ok(imageId);
  await database.transaction(async (tx) => {
    await concludeUrls(tx, [{ id, outcome: "stored", imageId }]);
    await insertSources(tx, (await listUrlSources(tx, [id])).map((source) => ({ ...source, imageId })));
  });
  assert.deepEqual((await listUrlSources(database, [id])).map(({ kind, alt, pageUrl }) => [kind, alt, pageUrl]).sort(), [
    ["img", "First", "http://site.test/"],
    ["srcset", "Set", "http://site.test/"],
  ]);
  await addFound(test.frontier, two.id, 0, [image("/i.png", alts[1])]);
  const sources = await listSources(database, imageId);
  assert.deepEqual(sources.map(({ pageUrl, alt, kind }) => [pageUrl, alt, kind]), [
    ["http://site.test/", "First", "img"],
    ["http://site.test/", "Set", "srcset"],
    ["http://site.test/two", "Second", "img"],
  ]);
  await test.assertCounters();
});

withDatabase("the source of an image that only a link led to is that link, and a seed has no page", async (database) => {
  const test = await openTestFrontier(database, {});
  const [seed] = await test.lease();
  assert.ok(seed);
  await addFound(test.frontier, seed.id, 0, [page("/download?7")]);
  const [link] = await test.lease();
  assert.ok(link);
  const [source] = await listUrlSources(database, [link.id]);
  assert.deepEqual([source?.kind, source?.pageUrl, source?.imageUrl], [
    "link",
    "http://site.test/",
    "http://site.test/download?7",
  ]);
  const [own] = await listUrlSources(database, [seed.id]);
  assert.deepEqual([own?.kind, own?.pageUrl], ["seed", null]);
});

withDatabase("texts of any kind are stored as they are", async (database) => {
  const test = await openTestFrontier(database, {});
  const [seed] = await test.lease();
  assert.ok(seed);
  const alt = `"quoted" \\ back\\u0041slash 👍 'single' ${"x".repeat(1_900)} $1 {} null`;
  await addFound(test.frontier, seed.id, 0, [image(`/i.png?q=${"%22".repeat(600)}`, { alt })]);
  const [task] = await test.lease();
  assert.ok(task);
  assert.equal((await listUrlSources(database, [task.id]))[0]?.alt, alt);
});
