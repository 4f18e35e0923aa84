import assert from "node:assert/strict";
import { faultsOf, initialValues, looseFaults, readValues, sentValues } from "../../modules/crawl/job_form.ts";
import { ESSENTIAL_FIELDS, FURTHER_FIELDS, OPTION_FIELDS } from "../../modules/crawl/option_fields.ts";
import { JobOptions } from "../../modules/crawl/schemas.ts";

Deno.test("OPTION_FIELDS holds every option of the schema, with its default and bounds", () => {
  assert.deepEqual(OPTION_FIELDS.map(({ name }) => name), Object.keys(JobOptions.shape));
  assert.equal(ESSENTIAL_FIELDS.length + FURTHER_FIELDS.length, OPTION_FIELDS.length);
  const depth = OPTION_FIELDS.find(({ name }) => name === "maxDepth");
  assert.deepEqual(
    [depth?.kind, depth?.label, depth?.minimum, depth?.maximum, depth?.initial],
    ["number", "Max depth", 0, 1_000, "5"],
  );
  const kinds = Object.fromEntries(OPTION_FIELDS.map(({ name, kind }) => [name, kind]));
  assert.deepEqual([kinds.scope, kinds.respectRobots, kinds.tags, kinds.crawler], ["choice", "flag", "list", "text"]);
});

Deno.test("readValues() of an untouched form gives the schema's own defaults", () => {
  const read = readValues({ ...initialValues({}), urls: "example.org" });
  assert.deepEqual(read, { input: { urls: ["https://example.org/"], options: JobOptions.parse({}) } });
});

Deno.test("readValues() reads several addresses, lists of tags, and a box that is not ticked", () => {
  const values = sentValues({
    urls: "https://a.test/\nhttps://b.test/ https://c.test/",
    tags: "Red, blue",
    maxDepth: "2",
    scope: "page",
  });
  const read = readValues(values);
  assert.ok("input" in read);
  assert.deepEqual(read.input.urls, ["https://a.test/", "https://b.test/", "https://c.test/"]);
  assert.deepEqual([read.input.options.tags, read.input.options.maxDepth], [["red", "blue"], 2]);
  assert.equal(read.input.options.respectRobots, false);
});

Deno.test("readValues() tells every fault, each by its field", () => {
  const read = readValues(
    sentValues({ urls: "ftp://a.test/\nnot a url", tags: "ok -bad", maxDepth: "5000", scope: "everywhere" }),
  );
  assert.ok("faults" in read);
  assert.equal(faultsOf(read.faults, "urls").length, 2);
  assert.match(faultsOf(read.faults, "urls")[1] ?? "", /"not a url" is not a URL/);
  assert.deepEqual(faultsOf(read.faults, "maxDepth"), ["must be at most 1000"]);
  assert.equal(faultsOf(read.faults, "tags").length, 1);
  assert.equal(faultsOf(read.faults, "scope").length, 1);
  assert.deepEqual(looseFaults(read.faults), []);
  assert.deepEqual(looseFaults([{ path: "", message: "No" }]), ["No"]);
});
