import assert from "node:assert/strict";
import { actsOf, nameOf, progressOf } from "../../modules/crawl/job_view.ts";
import { JobsPage } from "../../modules/crawl/pages/jobs.tsx";
import { LedgerDetails } from "../../modules/crawl/pages/ledger.tsx";
import { ProgressView } from "../../modules/crawl/pages/progress_view.tsx";
import { Job, JobStatus, LedgerQuery, LedgerUrl } from "../../modules/crawl/schemas.ts";
import { renderDocument } from "../../modules/shared/web/layout.tsx";

const HOSTILE = `<img src=x onerror=alert(1)>`;
const JOB = Job.parse({
  id: 3,
  parentId: null,
  seeds: ["https://site.test/", "https://other.test/"],
  options: {},
  status: "running",
  statusReason: null,
  lastMessage: HOSTILE,
  attempts: 1,
  counters: {
    pagesFound: 10,
    pagesDone: 4,
    pagesRejected: 1,
    pagesFailed: 1,
    pagesPending: 4,
    imagesFound: 20,
    imagesStored: 9,
    imagesDuplicate: 2,
    imagesRejected: 1,
    imagesFailed: 1,
    imagesPending: 7,
    bytesStored: 1_500_000,
  },
  imagesPerSecond: 3.25,
  secondsLeft: 200,
  growing: true,
  keepSeconds: null,
  createdAt: new Date(0),
  startedAt: new Date(0),
  finishedAt: null,
});

Deno.test("ProgressView shows what is done, the pace, and the time left as a floor while the frontier grows", () => {
  const html = renderDocument(<ProgressView job={JOB} messages={[]} images={[]} />);
  assert.match(html, /<progress class="meter" value="17" max="28"/);
  assert.match(html, /17 of 28 URLs so far/);
  assert.match(html, /3\.3 images\/s · at least 3 min 20 s left/);
  assert.match(html, /action="\/jobs\/3\/pause"/);
  assert.doesNotMatch(html, /<img src=x/);
});

Deno.test("ProgressView of a job that is over offers another crawl, and tells how long keeping took", () => {
  const job = { ...JOB, status: "completed" as const, keepSeconds: 65, growing: false, secondsLeft: null, imagesPerSecond: null };
  const html = renderDocument(<ProgressView job={job} messages={[]} images={[{ id: 8, thumbnailUrl: null, alt: null }]} />);
  assert.match(html, /1 min 5 s from the first to the last kept image/);
  assert.match(html, /action="\/jobs\/3\/retry"/);
  assert.match(html, /href="\/images\/8\?q=job%3A3"/);
});

Deno.test("JobsPage lists jobs, and says so where there is none", () => {
  const props = { status: undefined, statuses: JobStatus.options, cursor: undefined };
  assert.match(renderDocument(<JobsPage {...props} page={{ items: [JOB], next: null }} />), /site\.test and 1 more/);
  assert.match(renderDocument(<JobsPage {...props} page={{ items: [], next: null }} />), /No crawl yet/);
  assert.match(renderDocument(<JobsPage {...props} status="failed" page={{ items: [], next: null }} />), /No job is failed/);
});

Deno.test("LedgerDetails says what became of each URL and why", () => {
  const url = LedgerUrl.parse({
    id: 1,
    url: "https://site.test/a.png",
    kind: "image",
    depth: 1,
    referrer: "https://site.test/",
    state: "done",
    outcome: "rejected",
    reason: "too_small",
    detail: HOSTILE,
    httpStatus: 200,
    mediaType: "image/png",
    bytes: 10,
    imageId: null,
    doneAt: new Date(0),
  });
  const choices = { kind: ["page", "image"], state: ["done"], outcome: ["rejected"] };
  const query = LedgerQuery.parse({ outcome: "rejected" });
  const html = renderDocument(<LedgerDetails job={JOB} query={query} page={{ items: [url], next: "n" }} choices={choices} />);
  assert.match(html, /too_small: &lt;img/);
  assert.match(html, /href="\/jobs\/3\/urls\?outcome=rejected&amp;cursor=n"/);
});

Deno.test("a job's acts follow its status; its name is its first seed", () => {
  assert.deepEqual([actsOf({ status: "paused" }), actsOf({ status: "failed" })], [["resume", "cancel"], ["retry"]]);
  assert.equal(nameOf({ seeds: ["https://site.test/a/"] }), "site.test/a");
  assert.deepEqual(progressOf(JOB), { done: 17, found: 28 });
});
