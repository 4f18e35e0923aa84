import assert from "node:assert/strict";
import type { JobRow } from "../../../modules/crawl/repository.ts";
import { createRates } from "../../../modules/crawl/jobs/rates.ts";
import { Job, JobOptions } from "../../../modules/crawl/schemas.ts";

function row(changes: Partial<JobRow> = {}): JobRow {
  const none = {
    parentId: null,
    onlyFailures: false,
    secretNames: [],
    statusReason: null,
    lastMessage: null,
    keepSeconds: null,
    startedAt: null,
    finishedAt: null,
  };
  const pages = { pagesFound: 0, pagesDone: 0, pagesRejected: 0, pagesFailed: 0 };
  const images = { imagesFound: 0, imagesStored: 0, imagesDuplicate: 0, imagesRejected: 0, imagesFailed: 0, bytesStored: 0 };
  const job = { id: 1, seeds: ["http://site.test/"], options: JobOptions.parse({}), status: "running" as const, attempts: 1 };
  return { ...none, ...pages, ...images, ...job, secondsRun: 0, createdAt: new Date(0), ...changes };
}

function clocked() {
  let now = 0;
  const rates = createRates(() => now);
  return { rates, at: (seconds: number, changes: Partial<JobRow>) => (now = seconds * 1_000, rates.jobOf(row(changes))) };
}

Deno.test("counters add up: URLs that are found are done, rejected, failed or pending", () => {
  const { at } = clocked();
  const { counters } = at(0, {
    pagesFound: 10,
    pagesDone: 3,
    pagesRejected: 2,
    pagesFailed: 1,
    imagesFound: 9,
    imagesStored: 4,
    imagesDuplicate: 1,
  });
  assert.equal(counters.pagesPending, 4);
  assert.equal(counters.imagesPending, 4);
  assert.doesNotThrow(() => Job.parse(at(1, {})));
});

Deno.test("rate and time left come from the last 30 seconds", () => {
  const { at } = clocked();
  assert.deepEqual(pick(at(0, { imagesFound: 400 })), { imagesPerSecond: null, secondsLeft: null, growing: true });
  assert.deepEqual(pick(at(10, { imagesFound: 400, imagesStored: 80, imagesDuplicate: 20 })), {
    imagesPerSecond: 10,
    secondsLeft: 30,
    growing: false,
  });
  for (let second = 11; second <= 50; second++) at(second, { imagesFound: 400, imagesStored: 80, imagesDuplicate: 20 });
  assert.deepEqual(pick(at(51, { imagesFound: 400, imagesStored: 80, imagesDuplicate: 20 })), {
    imagesPerSecond: 0,
    secondsLeft: null,
    growing: false,
  });
});

Deno.test("while the frontier grows the time left is a lower bound", () => {
  const { at } = clocked();
  at(0, { imagesFound: 100 });
  assert.equal(at(6, { imagesFound: 150, imagesStored: 30 }).growing, true);
  assert.equal(at(8, { imagesFound: 150, imagesStored: 40 }).growing, true);
  assert.equal(at(12, { imagesFound: 150, imagesStored: 60 }).growing, false);
});

Deno.test("a job that does not run has no rate, and its rate is measured again when it goes on", () => {
  const { at } = clocked();
  at(0, { imagesFound: 100 });
  at(5, { imagesFound: 100, imagesStored: 50 });
  assert.deepEqual(pick(at(6, { status: "paused", imagesFound: 100, imagesStored: 50 })), {
    imagesPerSecond: null,
    secondsLeft: null,
    growing: false,
  });
  assert.equal(at(7, { imagesFound: 100, imagesStored: 50 }).imagesPerSecond, null);
  assert.equal(at(8, { status: "completed", imagesFound: 100, keepSeconds: 4.5 }).keepSeconds, 4.5);
  assert.equal(at(8, { keepSeconds: 4.5 }).keepSeconds, null);
});

function pick({ imagesPerSecond, secondsLeft, growing }: Job) {
  return { imagesPerSecond, secondsLeft, growing };
}
