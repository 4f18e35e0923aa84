import assert from "node:assert/strict";
import { meaningOf, verdictOf } from "../../../modules/crawl/jobs/reasons.ts";
import { UrlOutcome } from "../../../modules/crawl/schemas.ts";
import { readSources } from "../../support/source_files.ts";

Deno.test("every reason that the engine writes has an explanation", async () => {
  const sources = (await readSources()).filter(({ path }) =>
    path.startsWith("modules/crawl/") || path.startsWith("modules/images/")
  );
  const written = sources.flatMap(({ text }) => [...text.matchAll(/\breason: "([a-z0-9_]+)"/g)].map(([, reason = ""]) => reason));
  assert.ok(written.length > 10);
  const unexplained = [...new Set(written)].filter((reason) => meaningOf(reason) === reason.replaceAll("_", " "));
  assert.deepEqual(unexplained, []);
});

Deno.test("meaningOf() explains every HTTP status, and returns a reason without a text with spaces", () => {
  assert.equal(meaningOf("http_404"), "Not found on the server (404)");
  assert.equal(meaningOf("http_418"), "The server answered 418");
  assert.equal(meaningOf("of_a_crawler"), "of a crawler");
  assert.equal(meaningOf("constructor"), "constructor");
});

Deno.test("verdictOf() shows images that a dry run would store as such, and not as rejected", () => {
  const labels = UrlOutcome.options.map((outcome) => verdictOf({ kind: "image", outcome, reason: "dry_run" }).label);
  assert.deepEqual(labels, ["read", "stored", "duplicate", "would be stored", "failed"]);
  assert.equal(verdictOf({ kind: "page", outcome: "page", reason: null }).label, "visited");
  assert.equal(verdictOf({ kind: "page", outcome: null, reason: null, state: "leased" }).label, "under way");
  assert.equal(verdictOf({ kind: "page", outcome: null, reason: null }).label, "waiting");
});
