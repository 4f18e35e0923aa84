import assert from "node:assert/strict";
import { NewJobPage } from "../../modules/crawl/pages/new_job.tsx";
import { initialValues } from "../../modules/crawl/jobs/job_form.ts";
import { JobDetails } from "../../modules/crawl/pages/job.tsx";
import { actionsOf, nameOf, progressOf } from "../../modules/crawl/jobs/job_view.ts";
import { JobsPage } from "../../modules/crawl/pages/jobs.tsx";
import { LedgerDetails } from "../../modules/crawl/pages/ledger.tsx";
import { describeCuts, LIMITS } from "../../modules/crawl/jobs/cuts.ts";
import { MEANING, meaningOf } from "../../modules/crawl/jobs/reasons.ts";
import { ProgressView } from "../../modules/crawl/pages/progress_view.tsx";
import { Job, type JobHost, JobStatus, LedgerQuery, LedgerUrl, type ReasonTotal } from "../../modules/crawl/schemas.ts";
import { renderDocument } from "../../modules/shared/web/layout.tsx";

const REASONS: ReasonTotal[] = [
  { kind: "image", outcome: "rejected", reason: "dry_run", meaning: meaningOf("dry_run"), count: 1_234 },
  { kind: "image", outcome: "failed", reason: "http_404", meaning: meaningOf("http_404"), count: 5 },
  { kind: "style", outcome: "failed", reason: "timeout", meaning: meaningOf("timeout"), count: 2 },
  { kind: "robots", outcome: "failed", reason: "timeout", meaning: meaningOf("timeout"), count: 1 },
  { kind: "page", outcome: null, reason: null, meaning: "", count: 4 },
];
const HOST: JobHost = {
  origin: "https://slow.test",
  pending: 4,
  crawlDelayMilliseconds: 10_000,
  delayMilliseconds: 250,
  waitMilliseconds: 41_000,
  errorsInRow: 0,
  robotsStatus: 200,
};
const HOSTILE = `<img src=x onerror=alert(1)>`;
const JOB = Job.parse({
  id: 3,
  parentId: null,
  onlyFailures: false,
  secretNames: ["authorization"],
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

Deno.test("ProgressView shows what is done, the pace, and the time left as a lower bound while the frontier grows", () => {
  const html = renderDocument(<ProgressView job={JOB} messages={[]} images={[]} reasons={[]} cuts={[]} hosts={[]} />);
  assert.match(html, /<progress class="meter" value="17" max="28"/);
  assert.match(html, /17 of 28 URLs so far/);
  assert.match(html, /3\.3 images\/s · at least 3 min 20 s left/);
  assert.match(html, /action="\/jobs\/3\/pause"/);
  assert.doesNotMatch(html, /<img src=x/);
});

Deno.test("ProgressView of a job that has ended offers another run, and shows how long storing took", () => {
  const job = { ...JOB, status: "completed" as const, keepSeconds: 65, growing: false, secondsLeft: null, imagesPerSecond: null };
  const html = renderDocument(
    <ProgressView
      job={job}
      messages={[]}
      images={[{ id: 8, thumbnailUrl: null, alt: null }]}
      reasons={[]}
      cuts={[]}
      hosts={[]}
    />,
  );
  assert.match(html, /1 min 5 s from the first to the last stored image/);
  assert.match(html, /action="\/jobs\/3\/retry"/);
  assert.match(html, /href="\/images\/8\?q=job%3A3"/);
});

Deno.test("JobsPage lists jobs, and says so if there are none", () => {
  const props = { status: undefined, statuses: JobStatus.options, cursor: undefined };
  assert.match(renderDocument(<JobsPage {...props} page={{ items: [JOB], next: null }} />), /site\.test and 1 more/);
  assert.match(renderDocument(<JobsPage {...props} page={{ items: [], next: null }} />), /No crawl yet/);
  assert.match(renderDocument(<JobsPage {...props} status="failed" page={{ items: [], next: null }} />), /No job is failed/);
});

Deno.test("LedgerDetails shows the outcome of each URL and its reason", () => {
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
  const html = renderDocument(
    <LedgerDetails job={JOB} query={query} page={{ items: [url], next: "n" }} reasons={REASONS} choices={choices} />,
  );
  assert.match(html, /too_small<\/span><p[^>]*>&lt;img/);
  assert.match(html, /title="Fewer pixels than the job asks for"/);
  assert.match(html, /<option value="http_404">http_404: Not found on the server \(404\)</);
  assert.match(html, /href="\/jobs\/3\/urls\?kind=image&amp;outcome=failed&amp;reason=http_404"/);
  assert.match(html, /href="\/jobs\/3\/urls\?outcome=rejected&amp;cursor=n"/);
});

Deno.test("what can be done with a job depends on its status, and its name is its first seed", () => {
  assert.deepEqual([actionsOf({ status: "paused" }), actionsOf({ status: "failed" })], [["resume", "cancel"], ["retry"]]);
  assert.equal(nameOf({ seeds: ["https://site.test/a/"] }), "site.test/a");
  assert.deepEqual(progressOf(JOB), { done: 17, found: 28 });
});

Deno.test("ProgressView of a finished dry run says what would be stored, and offers the real one", () => {
  const job = { ...JOB, status: "completed" as const, options: { ...JOB.options, dryRun: true } };
  const html = renderDocument(<ProgressView job={job} messages={[]} images={[]} reasons={REASONS} cuts={[]} hosts={[]} />);
  assert.match(html, /1,234 images would be stored/);
  assert.match(html, /no images are fetched/);
  assert.match(html, /name="dryRun" value="false"[^>]*>\s*<button[^>]*>Run it for real/);
  assert.match(html, /<span class="badge badge-accent">would be stored/);
  assert.match(html, /name="only" value="failures"[^>]*>\s*<button[^>]*>Retry the 7 failures/, "robots.txt is asked for anyway");
  assert.match(html, /Run again/);
  assert.doesNotMatch(
    renderDocument(<ProgressView job={JOB} messages={[]} images={[]} reasons={REASONS} cuts={[]} hosts={[]} />),
    /Retry the/,
  );
});

Deno.test("ProgressView says what limits left out, which option raises them, and links to the URLs", () => {
  for (const reason of Object.keys(LIMITS)) assert.ok(Object.hasOwn(MEANING, reason), reason);
  const trap = { kind: "page" as const, reason: "nothing_new", pattern: `site.test/${HOSTILE}?t=*`, empty: 40, count: 150 };
  const cuts = describeCuts([trap, { kind: "image", reason: "max_images", pattern: null, empty: null, count: 1_200 }]);
  const html = renderDocument(<ProgressView job={JOB} messages={[]} images={[]} reasons={[]} cuts={cuts} hosts={[]} />);
  assert.match(
    html,
    /href="\/jobs\/3\/urls\?kind=image&amp;outcome=rejected&amp;reason=max_images">1,200 images: the job&#39;s limit|1,200 images: the job's limit/,
  );
  assert.match(
    html,
    /Raise <a[^>]*>maxImages<\/a> to fetch them\..*150 pages of site\.test\/&lt;img.*t=\*: the last 40 brought no new image/s,
  );
  assert.match(html, /Raise <a[^>]*>trapPages<\/a> if they are worth fetching; 0 is no limit\./);
});

Deno.test("ProgressView of a job that waits for its only host says why and how long", () => {
  const shown = (hosts: JobHost[]) =>
    renderDocument(<ProgressView job={JOB} messages={[]} images={[]} reasons={[]} cuts={[]} hosts={hosts} />);
  assert.match(shown([HOST]), /Waiting for slow\.test: Retry-After, 41 s left\./);
  assert.doesNotMatch(shown([HOST, { ...HOST, origin: "https://quick.test", waitMilliseconds: 0 }]), /Waiting for/);
});

Deno.test("NewJobPage shows no secret and asks for it again; JobDetails shows the names of secrets without their values", () => {
  const page = (
    <NewJobPage values={initialValues({})} faults={[{ path: "", message: "No" }]} forgotten={["headers"]} seedLimit={9} />
  );
  const html = renderDocument(page);
  assert.match(html, /Type it again. Secret values are not sent back/);
  assert.match(html, /<textarea[^>]* name="headers"[^>]*><\/textarea>/);
  const details = renderDocument(<JobDetails job={JOB} messages={[]} images={[]} reasons={[]} cuts={[]} hosts={[]} />);
  assert.match(details, /<dt>Sends<\/dt><dd>authorization /);
});
