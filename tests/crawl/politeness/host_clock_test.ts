import assert from "node:assert/strict";
import {
  allowance,
  begin,
  finish,
  type HostClock,
  type Manners,
  newHostClock,
} from "../../../modules/crawl/politeness/host_clock.ts";

const ADAPTIVE: Manners = { perHostConcurrency: 2, respectRobots: true };
const NONE: Manners = { ...ADAPTIVE, delayMilliseconds: 0 };
const FINE = { latency: 100, ok: true, overloaded: false, retryAfter: undefined };
const OVERLOADED = { latency: undefined, ok: false, overloaded: true, retryAfter: undefined };
const NOT_FOUND = { latency: 1, ok: false, overloaded: false, retryAfter: undefined };

function clock(changes: Partial<HostClock> = {}): HostClock {
  return { ...newHostClock("http://site.test"), ...changes };
}

function robotsWith(crawlDelayMilliseconds: number): HostClock["robots"] {
  return { allows: () => true, crawlDelayMilliseconds };
}

Deno.test("a host without a delay gets as many requests as the job allows, and never more", () => {
  const host = clock();
  assert.equal(allowance(host, NONE, 0), 2);
  begin(host, NONE, 2, 0);
  assert.equal(allowance(host, NONE, 0), 0);
  finish(host, NONE, FINE, 50);
  assert.equal(allowance(host, NONE, 50), 1);
  assert.equal(allowance(host, { ...NONE, perHostConcurrency: 8 }, 50), 7);
});

Deno.test("a host with a delay gets one request at a time of it", () => {
  const manners = { ...ADAPTIVE, delayMilliseconds: 1_000 };
  const host = clock();
  assert.equal(allowance(host, manners, 0), 1);
  begin(host, manners, 1, 0);
  assert.equal(allowance(host, manners, 999), 0);
  assert.equal(allowance(host, manners, 1_000), 1);
});

Deno.test("Crawl-delay is obeyed while robots.txt is respected, and the longer of it and the job's own counts", () => {
  const host = clock({ robots: robotsWith(5_000) });
  begin(host, NONE, 1, 0);
  assert.equal(host.nextVisit, 5_000);
  const careless = clock({ robots: robotsWith(5_000) });
  begin(careless, { ...NONE, respectRobots: false }, 1, 0);
  assert.equal(careless.nextVisit, 0);
  const slow = clock({ robots: robotsWith(5_000) });
  begin(slow, { ...ADAPTIVE, delayMilliseconds: 9_000 }, 1, 0);
  assert.equal(slow.nextVisit, 9_000);
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
  const fresh = clock();
  const delays = Array.from({ length: 9 }, () => {
    finish(fresh, ADAPTIVE, OVERLOADED, 0);
    return fresh.delay;
  });
  assert.deepEqual(delays, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  assert.equal(fresh.errorsInRow, 9);
  assert.equal(fresh.nextVisit, 60_000);
  finish(fresh, ADAPTIVE, FINE, 0);
  assert.equal(fresh.errorsInRow, 0);
  assert.equal(fresh.delay, 30_025);
});

Deno.test("an overloaded host is left alone for its delay even where the job asks for none", () => {
  const host = clock();
  begin(host, NONE, 1, 0);
  finish(host, NONE, OVERLOADED, 100);
  assert.equal(allowance(host, NONE, 1_099), 0);
  assert.equal(allowance(host, NONE, 1_100), 2);
});

Deno.test("Retry-After is obeyed, also with a delay of 0, up to an hour, and never shortens a wait", () => {
  const host = clock();
  finish(host, NONE, { ...OVERLOADED, retryAfter: 30_000 }, 0);
  assert.equal(allowance(host, NONE, 29_999), 0);
  assert.equal(allowance(host, NONE, 30_000), 2);
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
