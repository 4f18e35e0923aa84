import assert from "node:assert/strict";
import { blockingHost, paceOf, waitOf } from "../../../modules/crawl/politeness/host_waits.ts";
import { type JobHost, JobOptions } from "../../../modules/crawl/schemas.ts";

const HOST: JobHost = {
  origin: "https://a.test",
  pending: 3,
  crawlDelayMilliseconds: null,
  delayMilliseconds: 200,
  waitMilliseconds: 0,
  errorsInRow: 0,
  robotsStatus: 200,
};
const job = (options: Partial<JobOptions> = {}, status: "running" | "paused" = "running") => ({
  status,
  options: JobOptions.parse(options),
});

Deno.test("paceOf() is the longer of the crawl delay of robots.txt and the delay of the job or the host", () => {
  const asked = { ...HOST, crawlDelayMilliseconds: 5_000 };
  assert.equal(paceOf(HOST, job()), 200);
  assert.equal(paceOf(asked, job()), 5_000);
  assert.equal(paceOf(asked, job({ respectRobots: false })), 200);
  assert.equal(paceOf(asked, job({ respectRobots: false, delayMilliseconds: 0 })), 0);
  assert.equal(paceOf(asked, job({ delayMilliseconds: 9_000 })), 9_000);
});

Deno.test("waitOf() distinguishes Retry-After, a delay between requests, and errors", () => {
  assert.equal(waitOf({ ...HOST, waitMilliseconds: 1_000 }, job()), null);
  assert.equal(waitOf({ ...HOST, waitMilliseconds: 60_000 }, job()), "Retry-After");
  assert.equal(waitOf({ ...HOST, waitMilliseconds: 8_000, crawlDelayMilliseconds: 10_000 }, job()), "crawl-delay");
  assert.equal(waitOf({ ...HOST, waitMilliseconds: 8_000, delayMilliseconds: 9_000, errorsInRow: 3 }, job()), "its errors");
  const failing = { ...HOST, waitMilliseconds: 8_000, delayMilliseconds: 8_000, errorsInRow: 9 };
  assert.equal(waitOf(failing, job({ delayMilliseconds: 0 })), "its errors", "whatever delay the job asks for");
  assert.equal(waitOf({ ...HOST, waitMilliseconds: 8_000 }, job({ delayMilliseconds: 9_000 })), "the delay between requests");
});

Deno.test("blockingHost() is the host that is ready first, and none if a host is ready now or the job does not run", () => {
  const slow = { ...HOST, waitMilliseconds: 60_000 };
  const slower = { ...slow, origin: "https://b.test", waitMilliseconds: 90_000 };
  assert.equal(blockingHost(job(), [slower, slow])?.origin, "https://a.test");
  assert.equal(blockingHost(job(), [slow, { ...HOST, origin: "https://c.test" }]), null);
  assert.equal(blockingHost(job(), [slow, { ...HOST, origin: "https://c.test", pending: 0 }])?.origin, "https://a.test");
  assert.equal(blockingHost(job({}, "paused"), [slow]), null);
  assert.equal(blockingHost(job(), []), null);
});
