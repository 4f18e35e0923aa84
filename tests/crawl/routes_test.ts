import assert from "node:assert/strict";
import { z } from "zod";
import { eventStreamParser } from "../../modules/app/crawl_command/event_stream.ts";
import { jobApi } from "../../modules/crawl/routes.ts";
import { Job, JobEvent, JobHost, JobPage, LedgerPage, ReasonTotal } from "../../modules/crawl/schemas.ts";
import { apiOf, appOf } from "../support/api.ts";
import { openTestEngine, type TestEngine } from "../support/engine.ts";
import { openGallery } from "../support/gallery.ts";

const CHATTY = `export default {
  name: "chatty",
  async discover(page, context) {
    let text = "";
    for await (const piece of page.text) text += piece;
    context.log("info", "read " + new URL(page.url).pathname);
    for (const [, url] of text.matchAll(/(?:href|src)="([^"]+)"/g)) {
      context.found({ url, kind: url.endsWith(".png") ? "image" : "page", reference: "img", context: { alt: "A" } });
    }
  },
};`;

async function withApi(
  work: (test: TestEngine, call: ReturnType<typeof apiOf>, url: string) => Promise<void>,
): Promise<void> {
  const { site } = await openGallery({ pages: 4, slow: 100 });
  const test = await openTestEngine({ sites: [site.hostPort], crawlers: { chatty: CHATTY } });
  try {
    await work(test, apiOf((api) => jobApi(api, { manager: test.engine.manager })), `${site.url}p0.html`);
  } finally {
    await test.close();
    await site.close();
  }
}

/** Reads the events of a job over HTTP until the stream ends. */
async function follow({ engine }: TestEngine, id: number, lastEventId?: number): Promise<{ events: JobEvent[]; text: string }> {
  const app = appOf((api) => jobApi(api, { manager: engine.manager }));
  const headers = lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) };
  const response = await app.request(`/api/jobs/${id}/events`, { headers });
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
  const text = await response.text();
  const events = ReadableStream.from([text]).pipeThrough(eventStreamParser());
  return { text, events: await Array.fromAsync(events, ({ data }) => JobEvent.parse(JSON.parse(data))) };
}

function messagesOf(events: JobEvent[]): { id: number; text: string }[] {
  return events.flatMap((event) => event.type === "message" ? [{ id: event.message.id, text: event.message.text }] : []);
}

Deno.test("the API starts, lists, shows, follows and deletes jobs", () =>
  withApi(async (test, call, url) => {
    const options = { delayMilliseconds: 0, crawler: "chatty", sitemaps: false, tags: ["Mixed_Case"] };
    const made = await call("POST", "/api/jobs", { urls: [url, url], options });
    assert.equal(made.status, 201);
    const job = Job.parse(made.body);
    assert.deepEqual([job.seeds, job.options.tags, job.status], [[url], ["mixed_case"], "queued"]);

    const { events, text } = await follow(test, job.id);
    const last = events.at(-1);
    assert.ok(last?.type === "job" && last.job.status === "completed", "it ends after the terminal event");
    assert.equal(last.job.counters.imagesStored, 9);
    assert.deepEqual(messagesOf(events).map(({ text }) => text), [0, 1, 2, 3].map((page) => `read /p${page}.html`));
    assert.match(text, /^event: job$/m);
    assert.match(text, /^event: message$/m);
    const images = events.flatMap((event) => event.type === "images" ? event.images : []);
    assert.equal(new Set(images.map(({ id }) => id)).size, 9);
    assert.ok(images.every(({ thumbnailUrl, alt }) => thumbnailUrl?.startsWith("/files/") && alt === "A"));
    const done = events.flatMap((event) => event.type === "job" ? [event.job.counters.imagesStored] : []);
    assert.deepEqual(done, [...done].sort((one, two) => one - two), "the number of URLs done never decreases");

    const ids = messagesOf(events).map(({ id }) => id);
    const resumed = await follow(test, job.id, ids[1]);
    assert.deepEqual(messagesOf(resumed.events).map(({ id }) => id), ids.slice(2));
    assert.deepEqual(resumed.events.at(-1)?.type, "job");
    for (const id of ids.slice(2)) assert.match(resumed.text, new RegExp(`^id: ${id}$`, "m"));
    assert.equal(messagesOf((await follow(test, job.id, ids.at(-1))).events).length, 0);

    assert.equal(Job.parse((await call("GET", `/api/jobs/${job.id}`)).body).status, "completed");
    const pause = await call("POST", `/api/jobs/${job.id}/pause`);
    assert.deepEqual([pause.status, pause.body.status], [409, 409]);
    assert.match(pause.body.detail, /Job \d+ is completed\. That can be done only while it is queued or running/);

    await ledger(call, job.id);
    await lists(test, call, job.id);
  }));

async function ledger(call: ReturnType<typeof apiOf>, id: number): Promise<void> {
  const rows = async (query: string) => LedgerPage.parse((await call("GET", `/api/jobs/${id}/urls?${query}`)).body).items;
  assert.equal((await rows("kind=image&outcome=stored")).length, 9);
  assert.equal((await rows("kind=page&state=done")).length, 4);
  assert.equal((await rows("state=pending")).length, 0);
  assert.equal((await rows("kind=robots")).length, 1);
  assert.equal((await rows("reason=robots")).length, 0);
  assert.equal((await rows("q=P2.HTML")).length, 1, "in any case");
  assert.equal((await rows("q=p_.html")).length, 0, "as it is typed");
  const reasons = z.array(ReasonTotal).parse((await call("GET", `/api/jobs/${id}/reasons`)).body);
  assert.deepEqual(reasons.filter(({ kind }) => kind !== "robots"), [
    { kind: "image", outcome: "stored", reason: null, meaning: "", count: 9 },
    { kind: "page", outcome: "page", reason: null, meaning: "", count: 4 },
  ]);
  const hosts = z.array(JobHost).parse((await call("GET", `/api/jobs/${id}/hosts`)).body);
  assert.deepEqual(hosts.map(({ pending }) => pending), [0]);
  const seen: string[] = [];
  let cursor = "";
  for (let page = 0; page < 10; page++) {
    const { body } = await call("GET", `/api/jobs/${id}/urls?limit=5${cursor}`);
    const { items, next } = LedgerPage.parse(body);
    seen.push(...items.map(({ url }) => url));
    if (next === null) break;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
  assert.equal(seen.length, 14);
  assert.equal(new Set(seen).size, 14);
  assert.equal((await call("GET", `/api/jobs/${id}/urls?cursor=nonsense`)).status, 400);
  assert.equal((await call("GET", `/api/jobs/${id}/urls?state=lost`)).status, 422);
  assert.equal((await call("GET", `/api/jobs/${id}/urls?limit=201`)).status, 422);
}

async function lists(test: TestEngine, call: ReturnType<typeof apiOf>, id: number): Promise<void> {
  assert.equal((await call("POST", `/api/jobs/${id}/retry`, { only: "successes" })).status, 422);
  const nothing = await call("POST", `/api/jobs/${id}/retry`, { only: "failures" });
  assert.deepEqual([nothing.status, nothing.body.detail], [409, `Nothing failed in job ${id}: there is nothing to try again`]);
  const retried = await call("POST", `/api/jobs/${id}/retry`);
  const twice = await call("POST", `/api/jobs/${id}/retry`);
  assert.equal(twice.status, 409);
  assert.match(twice.body.detail, new RegExp(`^Job ${retried.body.id} is another run of job ${id}, and is `));
  assert.deepEqual([retried.status, retried.body.parentId], [200, id]);
  const cancelled = await call("POST", `/api/jobs/${retried.body.id}/cancel`);
  assert.equal(cancelled.body.status, "cancelled");
  const idsOf = async (query: string) => JobPage.parse((await call("GET", `/api/jobs?${query}`)).body).items.map((job) => job.id);
  assert.deepEqual(await idsOf(""), [retried.body.id, id]);
  assert.deepEqual(await idsOf("status=completed"), [id]);
  assert.deepEqual(await idsOf("limit=1"), [retried.body.id]);
  const { next } = JobPage.parse((await call("GET", "/api/jobs?limit=1")).body);
  assert.deepEqual(await idsOf(`limit=1&cursor=${next}`), [id]);

  await test.ended(retried.body.id);
  await test.engine.manager.remove(id);
  for (const path of ["", "/urls", "/reasons", "/cuts", "/hosts", "/events"]) {
    assert.equal((await call("GET", `/api/jobs/${id}${path}`)).status, 404, path);
  }
  for (const action of ["pause", "resume", "cancel", "retry"]) {
    assert.equal((await call("POST", `/api/jobs/${id}/${action}`)).status, 404);
  }
  assert.equal((await call("DELETE", `/api/jobs/${id}`)).status, 404);
  const app = appOf((api) => jobApi(api, { manager: test.engine.manager }));
  assert.equal((await app.request(`/api/jobs/${retried.body.id}`, { method: "DELETE" })).status, 204);
  assert.deepEqual(await idsOf(""), []);
  assert.deepEqual(await test.breaches(), [], "images outlive their jobs");
}

Deno.test("the stream of a reader that disconnects ends, and a reader of a paused job gets its events when it goes on", () =>
  withApi(async (test, _call, url) => {
    const { id } = await test.start(url);
    const leaving = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { event } of test.engine.manager.observe(id, { signal: leaving.signal })) seen.push(event.type);
    })();
    await test.until(id, ({ counters }) => counters.imagesStored >= 2);
    leaving.abort();
    await reading;
    assert.equal(seen[0], "job");

    await test.engine.manager.pause(id);
    const following = follow(test, id);
    await test.engine.manager.resume(id);
    const statuses = (await following).events.flatMap((event) => event.type === "job" ? [event.job.status] : []);
    assert.equal(statuses.at(-1), "completed");
    assert.ok(statuses.includes("running"));
  }));
