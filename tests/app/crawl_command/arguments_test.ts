import assert from "node:assert/strict";
import { helpText, readArguments } from "../../../modules/app/crawl_command/arguments.ts";
import { JobRequest } from "../../../modules/crawl/schemas.ts";

Deno.test("readArguments() reads addresses, and the options of the job's schema", () => {
  const read = readArguments([
    "example.org",
    "http://other.test/x",
    "--max-pages=7",
    "--scope",
    "domain",
    "--no-respect-robots",
    "--tags",
    "one,two_three",
    "--tags=four",
    "--delay-milliseconds",
    "0",
    "--json",
  ]);
  assert.deepEqual(read?.input.urls, ["https://example.org/", "http://other.test/x"]);
  assert.deepEqual(read?.input.options, {
    ...JobRequest.parse({}),
    maxPages: 7,
    scope: "domain",
    respectRobots: false,
    tags: ["one", "two_three", "four"],
    delayMilliseconds: 0,
  });
  assert.equal(read?.json, true);
  assert.deepEqual(readArguments(["example.org"])?.input.options, JobRequest.parse({}));
  assert.equal(readArguments(["--respect-robots", "example.org"])?.input.options.respectRobots, true);
});

Deno.test("readArguments() returns null for --help, whatever the other arguments are", () => {
  assert.equal(readArguments(["--help"]), null);
  assert.equal(readArguments(["--help", "not a url", "--max-pages", "x"]), null);
});

Deno.test("readArguments() names the fault in a command line", () => {
  const cases: [string[], RegExp][] = [
    [[], /Name at least one address: deno task crawl https:\/\/example\.org\//],
    [["--json"], /Name at least one address/],
    [["example.org", "--depth", "3"], /Unknown option '--depth'[\s\S]*See deno task crawl --help/],
    [["example.org", "--max-pages"], /--max-pages[\s\S]*See deno task crawl --help/],
    [["example.org", "--max-pages", "none"], /options\.maxPages: must be a number from 1 to 10000000/],
    [["example.org", "--max-pages", "0"], /options\.maxPages: must be at least 1/],
    [["ftp://example.org"], /urls\.0: .*begins with ftp:/],
    [["two words"], /urls\.0: "two words" is not a URL/],
    [["example.org", "--scope", "galaxy"], /options\.scope/],
  ];
  for (const [args, message] of cases) assert.throws(() => readArguments(args), { code: "invalid", message }, args.join(" "));
});

Deno.test("helpText() names every option with its meaning and default, and the exit statuses", () => {
  const help = helpText();
  for (const [name, schema] of Object.entries(JobRequest.shape)) {
    const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const line = help.split("\n").find((text) => text.includes(`--${kebab} `) || text.includes(`--[no-]${kebab} `));
    assert.ok(line?.includes(schema.description ?? "?"), name);
  }
  assert.match(help, /--max-pages VALUE +Pages to visit \(1000\)/);
  assert.match(help, /--tags A,B/);
  assert.match(help, /--headers ITEM …/);
  assert.match(help, /--from-file FILE/);
  assert.match(help, /Exit status: 0 completed, 1 failed, 2 wrong usage, 3 cancelled/);
  assert.ok(help.split("\n").every((line) => line.length <= 130));
});

Deno.test("readArguments() splits lists of words at commas, but not values that may contain commas", () => {
  const read = readArguments([
    "example.org",
    "--media-types=image/png,image/webp",
    "--headers",
    "Accept-Language: de, en",
    "--headers=X-Two: 2",
    "--cookies",
    "session=1",
    "--exclude",
    "/page=[0-9]{2,4}/",
    "--exclude",
    "*/a,b/*",
    "--dry-run",
    "--user-agent",
    "Me/1.0 (a, b)",
  ]);
  const { mediaTypes, headers, cookies, exclude, dryRun, userAgent } = read?.input.options ?? {};
  assert.deepEqual(mediaTypes, ["image/png", "image/webp"]);
  assert.deepEqual([headers, cookies], [["Accept-Language: de, en", "X-Two: 2"], ["session=1"]]);
  assert.deepEqual([exclude, dryRun, userAgent], [["/page=[0-9]{2,4}/", "*/a,b/*"], true, "Me/1.0 (a, b)"]);
});

Deno.test("readArguments() adds the addresses of a file to those of the command line", () => {
  const text = "\ufeff# list\r\n\r\nexample.com\n  https://b.test/x \n#no\nhttps://c.test/#part";
  const read = (path: string, found: string, more: string[] = []) =>
    readArguments([...more, "--from-file", path], (asked) => asked === path ? found : assert.fail(asked))?.input.urls;
  assert.deepEqual(read("seeds.txt", text), ["https://example.com/", "https://b.test/x", "https://c.test/"]);
  assert.deepEqual(read("-", "b.test", ["a.test"]), ["https://a.test/", "https://b.test/"]);
  const refused = (found: string, message: RegExp, path = "seeds.txt") =>
    assert.throws(() => read(path, found), { code: "invalid", message });
  refused("a.test\n\nftp://b.test\nc d", /^seeds\.txt, line 3: .*begins with ftp:.*\nseeds\.txt, line 4: "c d" is not a URL/);
  refused("# nothing", /^seeds\.txt has no address\. /);
  refused("", /^Standard input has no address/, "-");
  refused("a.test\n".repeat(1_001), /^1001 addresses are too many: a job has at most 1000\. Split them over several jobs\.$/);
  refused("a b\n".repeat(30), /\nand 20 more lines$/);
  assert.equal(read("seeds.txt", "a.test\n".repeat(1_000))?.length, 1_000);
});
