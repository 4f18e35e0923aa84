import assert from "node:assert/strict";
import {
  allowance,
  begin,
  finish,
  type HostClock,
  newHostClock,
  type PolitenessOptions,
  type RequestEnd,
} from "../../../modules/crawl/politeness/host_clock.ts";
import { isDoubtful } from "../../../modules/crawl/politeness/host_penalty.ts";
import { readRobots } from "../../../modules/crawl/politeness/robots.ts";

const ADAPTIVE: PolitenessOptions = { perHostConcurrency: 2, respectRobots: true };
const NONE: PolitenessOptions = { ...ADAPTIVE, delayMilliseconds: 0 };
const FINE: RequestEnd = { latency: 100, result: "ok", retryAfter: undefined };
const OVERLOADED: RequestEnd = { latency: undefined, result: "overload", retryAfter: undefined };
const FAILED: RequestEnd = { latency: 1, result: "failure", retryAfter: undefined };
const NOT_FOUND: RequestEnd = { latency: 1, result: "error", retryAfter: undefined };

function clock(changes: Partial<HostClock> = {}): HostClock {
  return { ...newHostClock("http://site.test"), ...changes };
}

function robotsWith(crawlDelayMilliseconds: number): HostClock["robots"] {
  const body = `User-agent: *\nCrawl-delay: ${crawlDelayMilliseconds / 1_000}\n\nUser-agent: other\nCrawl-delay: 20`;
  return readRobots({ status: 200, body, origin: "http://site.test", userAgent: "ImageTagger/0.1" });
}

Deno.test("a host without a delay gets as many requests as the job allows, and never more", () => {
  const host = clock();
  assert.equal(allowance(host, NONE, 0), 2);
  begin(host, NONE, 2, 0);
  assert.equal(allowance(host, NONE, 0), 0);
  finish(host, NONE, FINE, 50);
  assert.equal(allowance(host, NONE, 50), 1);
  begin(host, NONE, 0, 50);
  assert.equal(allowance(host, { ...NONE, perHostConcurrency: 8 }, 50), 7);
});

Deno.test("a host with a delay gets one request per delay", () => {
  const politeness = { ...ADAPTIVE, delayMilliseconds: 1_000 };
  const host = clock();
  assert.equal(allowance(host, politeness, 0), 1);
  begin(host, politeness, 1, 0);
  assert.equal(allowance(host, politeness, 999), 0);
  assert.equal(allowance(host, politeness, 1_000), 1);
});

Deno.test("Crawl-delay is obeyed if robots.txt is respected, and the longer of it and the job's delay applies", () => {
  const host = clock({ robots: robotsWith(5_000) });
  begin(host, NONE, 1, 0);
  assert.equal(host.nextVisit, 5_000);
  const careless = clock({ robots: robotsWith(5_000) });
  begin(careless, { ...NONE, respectRobots: false }, 1, 0);
  assert.equal(careless.nextVisit, 0);
  const slow = clock({ robots: robotsWith(5_000) });
  begin(slow, { ...ADAPTIVE, delayMilliseconds: 9_000 }, 1, 0);
  assert.equal(slow.nextVisit, 9_000);
  const other = clock({ robots: robotsWith(5_000) });
  begin(other, { ...ADAPTIVE, userAgent: "Other/1.0" }, 1, 0);
  assert.equal(other.nextVisit, 20_000);
});

Deno.test("the adaptive delay follows the latency: up at once, down by halves", () => {
  const host = clock();
  finish(host, ADAPTIVE, { ...FINE, latency: 4_000 }, 0);
  assert.equal(host.delay, 2_000);
  finish(host, ADAPTIVE, { ...FINE, latency: 200 }, 0);
  assert.equal(host.delay, 1_050);
  for (let turn = 0; turn < 40; turn++) finish(host, ADAPTIVE, { ...FINE, latency: 200 }, 0);
  assert.ok(host.delay >= 100 && host.delay < 101);
});

Deno.test("an error never speeds a host up, and an overloaded one slows it down, up to a minute", () => {
  const host = clock({ delay: 3_000 });
  finish(host, ADAPTIVE, NOT_FOUND, 0);
  assert.equal(host.delay, 3_000);
  finish(host, ADAPTIVE, { ...NOT_FOUND, latency: 20_000 }, 0);
  assert.equal(host.delay, 10_000);
  const fresh = clock({ nextVisit: 0 });
  const delays = Array.from({ length: 9 }, () => {
    finish(fresh, ADAPTIVE, OVERLOADED, fresh.nextVisit);
    return fresh.penalty;
  });
  assert.deepEqual(delays, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  assert.equal(fresh.errorsInRow, 9);
  assert.equal(fresh.nextVisit, 63_000 + 3 * 60_000);
  finish(fresh, ADAPTIVE, FINE, 0);
  assert.deepEqual([fresh.errorsInRow, fresh.failing, fresh.delay, fresh.penalty], [0, false, 50, 15_000]);
  const penalties = Array.from({ length: 3 }, () => {
    finish(fresh, ADAPTIVE, FINE, 0);
    return fresh.penalty;
  });
  assert.deepEqual(penalties, [3_750, 937.5, 0], "good answers end the penalty quickly");
});

/** Lets one request after the other end, each as soon as it is allowed, and returns when each began. */
function visitTimes(host: HostClock, politeness: PolitenessOptions, ends: RequestEnd[]): number[] {
  let now = 0;
  return ends.map((end) => {
    while (allowance(host, politeness, now) === 0) now += 1;
    begin(host, politeness, 1, now);
    finish(host, politeness, end, now);
    return now;
  });
}

Deno.test("failing URLs among good ones do not slow a host down, whatever number of them fail", () => {
  for (const pattern of [[FAILED, FINE, FINE, FINE], [FAILED, FAILED, FINE], [FAILED, FINE]]) {
    const ends = Array.from({ length: 100 }, (_, index) => pattern[index % pattern.length] ?? FINE);
    const times = visitTimes(clock(), NONE, ends);
    const most = { 4: 0, 3: 100 * 70, 2: 200 }[pattern.length] ?? NaN;
    assert.ok((times.at(-1) ?? NaN) <= most, `${times.at(-1)} ms for ${pattern.map(({ result }) => result)}`);
  }
});

Deno.test("after four failures of different URLs in a row a host is visited less and less often, up to once a minute", () => {
  const times = visitTimes(clock(), NONE, Array.from({ length: 13 }, () => FAILED));
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? NaN));
  assert.deepEqual(gaps, [0, 0, 0, ...[1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000)]);
});

Deno.test("a first good answer ends the penalty that failures caused, at once and for all jobs", () => {
  const host = clock();
  const times = visitTimes(host, ADAPTIVE, [...Array.from({ length: 7 }, () => FAILED), FINE, FINE]);
  assert.equal(host.penalty, 0);
  assert.ok((times[8] ?? NaN) - (times[7] ?? NaN) <= 200, `what is left is the share of failures: ${times}`);
});

Deno.test("a URL that fails again is no evidence against its host, even by 503 with Retry-After, unless the host fails anyway", () => {
  const again = { ...OVERLOADED, isRetry: true, retryAfter: 60_000 };
  const host = clock();
  for (const end of [FINE, again, { ...FAILED, isRetry: true }, again, again, again]) finish(host, NONE, end, 0);
  assert.deepEqual([allowance(host, NONE, 0), host.errorsInRow, host.penalty], [2, 0, 0]);
  for (const end of [OVERLOADED, OVERLOADED, again]) finish(host, NONE, end, 0);
  assert.deepEqual([host.nextVisit, host.errorsInRow, host.penalty], [60_000, 2, 1_000]);
});

Deno.test("a single URL that answers 429 or 503 among good ones holds itself alone, and a second one in a row holds the host", () => {
  const hour = { ...OVERLOADED, retryAfter: 3_600_000 };
  const host = clock();
  for (let turn = 0; turn < 20; turn++) finish(host, NONE, FINE, 0);
  finish(host, NONE, hour, 0);
  assert.deepEqual([host.failing, host.nextVisit, allowance(host, NONE, 50)], [false, 50, 1], "and one request goes ahead");
  finish(host, NONE, hour, 60);
  assert.deepEqual([host.failing, host.nextVisit], [true, 3_600_060]);

  const together = clock();
  finish(together, NONE, FINE, 0);
  begin(together, NONE, 2, 0);
  for (let turn = 0; turn < 2; turn++) finish(together, NONE, { ...hour, retryAfter: 60_000 }, 100);
  assert.deepEqual([together.failing, together.nextVisit], [true, 60_100], "requests that were under way together are a run");
});

Deno.test("a short Retry-After of a single URL is obeyed until good answers between show that it is about URLs", () => {
  const short = { ...OVERLOADED, retryAfter: 2_000 };
  const host = clock();
  finish(host, NONE, FINE, 0);
  finish(host, NONE, short, 0);
  assert.equal(host.nextVisit, 2_000);
  finish(host, NONE, FINE, 2_000);
  finish(host, NONE, short, 2_000);
  assert.equal(host.nextVisit, 2_050);
});

Deno.test("every fourth URL answering 429 or 503 hardly slows a host down, and every second one does", () => {
  const timeOf = (every: number) =>
    visitTimes(clock(), NONE, Array.from({ length: 200 }, (_, index) => index % every === 0 ? OVERLOADED : FINE)).at(-1) ?? NaN;
  assert.ok(timeOf(4) < 5_000, `${timeOf(4)} ms`);
  assert.ok(timeOf(2) > 30_000, `${timeOf(2)} ms: what a host refuses by turns is its limit of requests`);
});

Deno.test("after a failure no more requests are under way than may fail before the host is visited less often", () => {
  const politeness = { ...NONE, perHostConcurrency: 16 };
  const host = clock();
  begin(host, politeness, 1, 0);
  finish(host, politeness, FAILED, 0);
  assert.equal(allowance(host, politeness, 0), 3);
  begin(host, politeness, 3, 0);
  finish(host, politeness, FAILED, 0);
  assert.equal(allowance(host, politeness, 0), 0);
  finish(host, politeness, FINE, 0);
  assert.equal(allowance(host, politeness, 0), 15);
});

Deno.test("it is doubtful that a host works when its penalty has grown, and after many failures of whatever URLs", () => {
  const host = clock();
  visitTimes(host, NONE, Array.from({ length: 6 }, () => FAILED));
  assert.equal(isDoubtful(host), false);
  finish(host, NONE, FAILED, host.nextVisit);
  assert.deepEqual([host.penalty, isDoubtful(host)], [8_000, true]);
  const retried = clock();
  for (let turn = 0; turn < 16; turn++) {
    assert.equal(isDoubtful(retried), false);
    finish(retried, NONE, { ...FAILED, isRetry: true }, 0);
  }
  assert.deepEqual([retried.failing, isDoubtful(retried)], [false, true]);
  finish(retried, NONE, FINE, 0);
  assert.equal(isDoubtful(retried), false);
});

Deno.test("an overloaded host gets no request for its delay, even if the job has no delay", () => {
  const host = clock();
  begin(host, NONE, 1, 0);
  finish(host, NONE, OVERLOADED, 100);
  assert.equal(allowance(host, NONE, 1_099), 0);
  assert.equal(allowance(host, NONE, 1_100), 1);
});

Deno.test("a host that fails gets one request at a time until one succeeds", () => {
  const host = clock();
  begin(host, NONE, 2, 0);
  finish(host, NONE, OVERLOADED, 100);
  finish(host, NONE, OVERLOADED, 100);
  begin(host, NONE, 1, 1_100);
  assert.equal(allowance(host, NONE, 1_200), 0);
  finish(host, NONE, FINE, 1_300);
  assert.equal(allowance(host, NONE, 2_100), 2);
});

Deno.test("requests that fail together slow a host down once", () => {
  const host = clock();
  begin(host, NONE, 8, 0);
  for (let turn = 0; turn < 8; turn++) finish(host, NONE, OVERLOADED, 100 + turn);
  assert.equal(host.penalty, 1_000);
  assert.equal(host.errorsInRow, 8);
  assert.equal(host.nextVisit, 1_107);
  begin(host, NONE, 1, 1_107);
  finish(host, NONE, OVERLOADED, 1_200);
  assert.equal(host.penalty, 2_000);
});

Deno.test("several requests that begin together take one delay each, and no request takes none", () => {
  const politeness = { ...ADAPTIVE, delayMilliseconds: 1_000 };
  const host = clock();
  begin(host, politeness, 3, 500);
  assert.equal(host.nextVisit, 3_500);
  begin(host, politeness, 0, 500);
  assert.deepEqual([host.nextVisit, host.active], [3_500, 3]);
});

Deno.test("jobs share a host: all their requests together stay within the limit of the one that asks", () => {
  const [small, large] = [{ ...NONE }, { ...NONE, perHostConcurrency: 8 }];
  const host = clock();
  begin(host, small, 2, 0);
  assert.equal(allowance(host, { ...NONE }, 0), 0);
  assert.equal(allowance(host, large, 0), 6);
  begin(host, large, 6, 0);
  assert.equal(allowance(host, small, 0), 0);
  finish(host, small, FINE, 10);
  assert.equal(allowance(host, small, 10), 0);
});

Deno.test("requests that are promised to one job are not allowed to another one, until it begins them or has none", () => {
  const [first, second] = [{ ...NONE, perHostConcurrency: 3 }, { ...NONE, perHostConcurrency: 3 }];
  const host = clock();
  assert.equal(allowance(host, first, 0), 3);
  assert.equal(allowance(host, second, 1), 0);
  assert.equal(allowance(host, first, 1), 3, "its own promise keeps nobody from it");
  begin(host, first, 1, 2);
  assert.equal(allowance(host, second, 3), 2);
  begin(host, second, 0, 4);
  assert.equal(allowance(host, first, 5), 2);
  assert.equal(allowance(host, second, 2_006), 2, "a promise expires");
  const spaced = clock();
  assert.equal(allowance(spaced, { ...first, delayMilliseconds: 100 }, 0), 1);
  assert.equal(allowance(spaced, { ...second, delayMilliseconds: 100 }, 0), 0, "one at a time");
});

Deno.test("a job that has waited for a second goes first, and of several the one that has waited longest", () => {
  const [first, second, third] = [{ ...NONE }, { ...NONE }, { ...NONE }];
  const host = clock();
  begin(host, first, 2, 0);
  for (let now = 0; now <= 1_200; now += 200) {
    assert.equal(allowance(host, second, now), 0);
    if (now >= 200) assert.equal(allowance(host, third, now), 0);
  }
  finish(host, first, FINE, 1_210);
  assert.equal(allowance(host, first, 1_210), 0, "others wait longer");
  assert.equal(allowance(host, third, 1_210), 0, "the second waits longest");
  assert.equal(allowance(host, second, 1_220), 1);
  begin(host, second, 1, 1_220);
  finish(host, first, FINE, 1_230);
  assert.equal(allowance(host, second, 1_230), 0);
  assert.equal(allowance(host, third, 1_230), 1);
});

Deno.test("a job that waited and does not ask any more does not block a host", () => {
  const [first, gone] = [{ ...NONE }, { ...NONE }];
  const host = clock();
  begin(host, first, 2, 0);
  for (let now = 0; now <= 1_200; now += 200) allowance(host, gone, now);
  finish(host, first, FINE, 1_900);
  assert.equal(allowance(host, first, 1_900), 1);
  assert.equal(host.queue.size, 0);
});

Deno.test("a job does not wait for others that have waited for less than a second", () => {
  const [first, second] = [{ ...NONE }, { ...NONE }];
  const host = clock();
  begin(host, first, 2, 0);
  allowance(host, second, 100);
  finish(host, first, FINE, 500);
  assert.equal(allowance(host, first, 500), 1);
});

Deno.test("Retry-After is obeyed, also with a delay of 0, up to an hour, and never shortens a wait", () => {
  const host = clock();
  finish(host, NONE, { ...OVERLOADED, retryAfter: 30_000 }, 0);
  assert.equal(allowance(host, NONE, 29_999), 0);
  assert.equal(allowance(host, NONE, 30_000), 1);
  finish(host, NONE, { ...OVERLOADED, retryAfter: 5 }, 0);
  assert.equal(host.nextVisit, 30_000);
  finish(host, NONE, { ...OVERLOADED, retryAfter: 86_400_000 }, 0);
  assert.equal(host.nextVisit, 3_600_000);
});

Deno.test("more ends than beginnings do not make room", () => {
  const host = clock();
  finish(host, NONE, FINE, 0);
  assert.equal(allowance(host, NONE, 0), 2);
});
