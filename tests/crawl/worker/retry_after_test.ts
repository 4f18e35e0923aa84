import assert from "node:assert/strict";
import { factsOf, retryAfterMilliseconds } from "../../../modules/crawl/worker/facts.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

Deno.test("Retry-After is read as seconds or as any of the HTTP dates, never as a time in the past", () => {
  const cases: [string | null, number | null][] = [
    [null, null],
    ["0", 0],
    ["120", 120_000],
    [" 7 ", 7_000],
    ["999999999", 3_600_000],
    ["Sun, 01 Mar 2026 12:00:30 GMT", 30_000],
    ["Sunday, 01-Mar-26 12:01:00 GMT", 60_000],
    ["Sun Mar  1 12:02:00 2026 GMT", 120_000],
    ["Sun, 01 Mar 2026 11:00:00 GMT", 0],
    ["soon", null],
    ["", null],
    ["12x", null],
    ["Infinity", null],
  ];
  for (const [value, expected] of cases) assert.equal(retryAfterMilliseconds(value, NOW), expected, String(value));
});

Deno.test("a Retry-After that is not valid causes no wait", () => {
  for (const value of ["-5", "1.5", "1e3", "99999999999999999999"]) {
    const milliseconds = retryAfterMilliseconds(value, NOW);
    assert.ok(milliseconds === null || milliseconds === 0, `${value}: ${milliseconds}`);
  }
});

Deno.test("a Retry-After date counts from the answer's own Date, whatever the clock here says", () => {
  const headers = new Headers({ "retry-after": "Wed, 21 Oct 2015 07:30:00 GMT", date: "Wed, 21 Oct 2015 07:28:00 GMT" });
  const { retryAfterMilliseconds: wait } = factsOf({ headers, status: 503, mediaType: "", latency: 1 });
  assert.equal(wait, 120_000);
});
