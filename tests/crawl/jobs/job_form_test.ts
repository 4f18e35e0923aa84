import assert from "node:assert/strict";
import {
  faultsOf,
  initialValues,
  looseFaults,
  readValues,
  sentValues,
  shownValues,
} from "../../../modules/crawl/jobs/job_form.ts";
import { ESSENTIAL_FIELDS, FIELD_GROUPS, LAST_FIELDS, OPTION_FIELDS } from "../../../modules/crawl/jobs/option_fields.ts";
import { JobRequest } from "../../../modules/crawl/schemas.ts";

Deno.test("OPTION_FIELDS holds every option of the schema, with its default and bounds", () => {
  const names = OPTION_FIELDS.map(({ name }) => name);
  assert.deepEqual(names, Object.keys(JobRequest.shape));
  const placed = [...ESSENTIAL_FIELDS, ...FIELD_GROUPS.flatMap(({ fields }) => fields), ...LAST_FIELDS].map(({ name }) => name);
  assert.deepEqual(placed.toSorted(), names.toSorted(), "each is once in the form");
  const depth = OPTION_FIELDS.find(({ name }) => name === "maxDepth");
  assert.deepEqual(
    [depth?.kind, depth?.label, depth?.minimum, depth?.maximum, depth?.initial],
    ["number", "Max depth", 0, 1_000, "5"],
  );
  const kinds = Object.fromEntries(OPTION_FIELDS.map(({ name, kind }) => [name, kind]));
  assert.deepEqual([kinds.scope, kinds.respectRobots, kinds.tags, kinds.crawler], ["choice", "flag", "list", "text"]);
  assert.deepEqual([kinds.include, kinds.exclude, kinds.headers, kinds.cookies], Array(4).fill("lines"));
  assert.deepEqual(OPTION_FIELDS.filter(({ secret }) => secret).map(({ name }) => name), ["headers", "cookies"]);
});

Deno.test("readValues() of an unchanged form returns the defaults of the schema", () => {
  const read = readValues({ ...initialValues({}), urls: "example.org" });
  assert.deepEqual(read, { input: { urls: ["https://example.org/"], options: JobRequest.parse({}) } });
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

Deno.test("readValues() returns every fault with its field", () => {
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

Deno.test("readValues() takes patterns, headers and cookies one per line, with commas and spaces", () => {
  const read = readValues(sentValues({
    urls: "a.test",
    scope: "host",
    imageScope: "any",
    candidates: "all",
    include: "*/a, b/*\n\n  /page=[0-9]{2,4}/  \n",
    headers: "X-One: 1, 2\r\nX-Two: three four",
    cookies: "session=a/b\ntheme=dark",
    mediaTypes: "image/png, image/webp",
    dryRun: "true",
    minBytes: "2000",
  }));
  assert.ok("input" in read, JSON.stringify(read));
  const { include, headers, cookies, mediaTypes, dryRun, minBytes, maxBytes } = read.input.options;
  assert.deepEqual([include, headers], [["*/a, b/*", "/page=[0-9]{2,4}/"], ["X-One: 1, 2", "X-Two: three four"]]);
  assert.deepEqual([mediaTypes, dryRun, minBytes, maxBytes], [["image/png", "image/webp"], true, 2_000, undefined]);
  assert.deepEqual(cookies, ["session=a/b", "theme=dark"]);
});

Deno.test("readValues() names the line of each fault, and ignores comments and blank lines", () => {
  const urls = "# my list\nhttps://a.test/\n\nftp://b.test/\nhttps://c.test/ https://d.test/\nnot a url";
  const read = readValues({ ...initialValues({}), urls, headers: "X-Good: 1\n\nno header" });
  assert.ok("faults" in read);
  assert.deepEqual(faultsOf(read.faults, "urls").map((fault) => fault.slice(0, 8)), ["Line 4: ", "Line 6: "]);
  assert.match(faultsOf(read.faults, "headers")[0] ?? "", /^Line 3: must be like "Name: value"/);
  const many = readValues({ ...initialValues({}), urls: "a.test\n".repeat(1_001) });
  assert.ok("faults" in many);
  assert.deepEqual(faultsOf(many.faults, "urls"), ["must hold at most 1000 addresses"]);
});

Deno.test("shownValues() never returns a secret, and names those that must be typed again", () => {
  const shown = shownValues(sentValues({ urls: "a.test", headers: "Authorization: Bearer hunter2", userAgent: "Me/1.0" }));
  assert.doesNotMatch(JSON.stringify(shown), /hunter2/);
  assert.deepEqual([shown.forgotten, shown.values.userAgent], [["headers"], "Me/1.0"]);
  assert.equal(initialValues({ headers: "X: hunter2" }).headers, "", "nor does a link fill one in");
});
