import assert from "node:assert/strict";
import { describeCuts } from "../../../modules/crawl/jobs/cuts.ts";
import { meaningOf } from "../../../modules/crawl/jobs/reasons.ts";
import { jsonDisplay, progressLine, textDisplay } from "../../../modules/app/crawl_command/display.ts";
import { eventStreamParser } from "../../../modules/app/crawl_command/event_stream.ts";
import { Job, JobOptions } from "../../../modules/crawl/schemas.ts";

function job(changes: Partial<Job> = {}): Job {
  const pages = { pagesFound: 40, pagesDone: 8, pagesRejected: 1, pagesFailed: 1, pagesPending: 30 };
  const images = { imagesFound: 60, imagesStored: 20, imagesDuplicate: 6, imagesRejected: 3, imagesFailed: 1, imagesPending: 30 };
  const rest = {
    parentId: null,
    onlyFailures: false,
    secretNames: [],
    statusReason: null,
    lastMessage: null,
    attempts: 1,
    keepSeconds: null,
    startedAt: null,
    finishedAt: null,
  };
  return {
    id: 7,
    seeds: ["http://site.test/"],
    options: JobOptions.parse({}),
    status: "running",
    counters: { ...pages, ...images, bytesStored: 12_340_000 },
    imagesPerSecond: 12.345,
    secondsLeft: 3_725,
    growing: false,
    createdAt: new Date(0),
    ...rest,
    ...changes,
  };
}

function written(terminal: boolean) {
  const out: string[] = [];
  return { out, display: textDisplay({ terminal, write: (text) => void out.push(text) }) };
}

const message = (level: "info" | "warning", text: string) =>
  ({ type: "message", message: { id: 1, level, text, createdAt: new Date(0) } }) as const;

Deno.test("the progress line shows share, counts, size, rate and time left", () => {
  const line = progressLine(job());
  assert.equal(line, `${"█".repeat(9)}${"░".repeat(15)}  37 %  pages 8/39  images 30/60  12.3 MB  12.3/s  01:02:05 left`);
  assert.match(progressLine(job({ growing: true, secondsLeft: 61 })), /at least 01:01 left$/);
  assert.match(progressLine(job({ status: "paused", secondsLeft: null, imagesPerSecond: null })), / 37 % {2}paused {2}pages/);
  const { counters } = job();
  const empty = Object.fromEntries(Object.keys(counters).map((name) => [name, 0])) as Job["counters"];
  assert.match(progressLine(job({ counters: empty })), /░{24} {3}0 % /);
});

Deno.test("on a terminal the progress line is redrawn in place, and messages are printed above it", () => {
  const { out, display } = written(true);
  display.show({ type: "job", job: job() });
  display.show({ type: "job", job: job() });
  display.show(message("warning", "slow"));
  display.finish(job({ status: "completed", keepSeconds: 2 }));
  assert.equal(out.length, 4);
  for (const text of out) assert.ok(text.startsWith("\r\x1b[K"), JSON.stringify(text));
  assert.equal(out[2], "\r\x1b[Kwarning: slow\n");
  assert.ok(!out[0]?.includes("\n"));
});

Deno.test("without a terminal whole lines are printed, at most one every five seconds", () => {
  const { out, display } = written(false);
  for (let turn = 0; turn < 5; turn++) display.show({ type: "job", job: job() });
  display.show({ type: "images", images: [] });
  display.show(message("info", "hello"));
  assert.deepEqual(out.map((text) => text.endsWith("\n")), [true, true]);
  assert.equal(out[1], "hello\n");
});

Deno.test("the summary has the final status, the reason and the counts", () => {
  const { out, display } = written(false);
  display.finish(job({ status: "failed", statusReason: "nothing\x1b[2J came\nof it", keepSeconds: 13 }), [
    { kind: "image", outcome: "stored", reason: null, meaning: "", count: 20 },
    { kind: "image", outcome: "rejected", reason: "too_small", meaning: meaningOf("too_small"), count: 3 },
    { kind: "page", outcome: "failed", reason: "http_418", meaning: meaningOf("http_418"), count: 1 },
    { kind: "style", outcome: "failed", reason: "odd\x1b[2J_one", meaning: meaningOf("odd\x1b[2J_one"), count: 1 },
  ], describeCuts([{ kind: "page", reason: "nothing_new", pattern: "site.test/\x1b[2J?t=*", empty: 40, count: 12 }]));
  assert.equal(
    out.join(""),
    `Job 7 failed: nothing [2J came of it
  pages   8 read, 1 not followed, 1 failed
  images  20 new (12.3 MB), 6 known already, 3 rejected, 1 failed
  rate    2.0 images/s over 00:13
  why     3 images: Fewer pixels than the job asks for (too_small)
          1 page: The server answered 418 (http_418)
          1 style sheet: odd [2J one (odd [2J_one)
  left out 12 pages of site.test/ [2J?t=*: the last 40 brought no new image and no new words. Raise trapPages if they are worth fetching; 0 is no limit.
`,
  );
});

Deno.test("the summary of a dry run counts the images that would be stored, and names the most frequent reasons", () => {
  const { out, display } = written(false);
  const options = JobOptions.parse({ dryRun: true });
  const { counters } = job();
  const rejected = { ...counters, imagesStored: 0, imagesDuplicate: 0, imagesRejected: 15 };
  display.finish(job({ status: "completed", options, counters: rejected }), [
    { kind: "image", outcome: "rejected", reason: "dry_run", meaning: meaningOf("dry_run"), count: 12 },
    ...Array.from({ length: 10 }, (_, index) => ({
      kind: "page" as const,
      outcome: "failed" as const,
      reason: `http_${500 + index}`,
      meaning: meaningOf(`http_${500 + index}`),
      count: 10 - index,
    })),
  ]);
  const text = out.join("");
  assert.match(text, /dry run: no images were fetched/);
  assert.match(text, /images {2}12 would be stored, 3 rejected, 1 failed/);
  assert.match(text, /why {5}10 pages: The server has an internal error \(500\) \(http_500\)/);
  assert.match(text, /and 2 reasons more: see the job's ledger/);
  assert.doesNotMatch(text, /http_508|dry_run/);
});

Deno.test("control characters in text from a crawled site do not reach the terminal", () => {
  const { out, display } = written(true);
  display.show(message("info", "a\x1b]0;owned\x07b\r\nc\x9b31m"));
  assert.equal(out[0], "\r\x1b[Ka ]0;owned b c 31m\n");
});

Deno.test("the JSON output has one value per line, and the last one is the job", () => {
  const out: string[] = [];
  const display = jsonDisplay((text) => void out.push(text));
  display.show({ type: "job", job: job() });
  display.finish(job({ status: "completed" }));
  const lines = out.join("").trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.length, 2);
  assert.equal(lines[0].type, "job");
  assert.deepEqual(Job.parse(lines[1]), job({ status: "completed" }));
});

Deno.test("an event stream is parsed in chunks of any size", async () => {
  const stream = `event: job\ndata: {"a":1}\n\n: still here\n\nid: 4\ndata: one\ndata:two\n\ndata: incomplete`;
  for (const size of [1, 2, 7, 1_000]) {
    const pieces = stream.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
    const events = ReadableStream.from(pieces).pipeThrough(eventStreamParser());
    assert.deepEqual(await Array.fromAsync(events, ({ data }) => data), [`{"a":1}`, "one\ntwo"], String(size));
  }
});
