import assert from "node:assert/strict";
import { helpText, readArguments } from "../../../modules/crawl/command/arguments.ts";
import { JobOptions } from "../../../modules/crawl/schemas.ts";

Deno.test("readArguments() reads addresses and options as the schema has them", () => {
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
    ...JobOptions.parse({}),
    maxPages: 7,
    scope: "domain",
    respectRobots: false,
    tags: ["one", "two_three", "four"],
    delayMilliseconds: 0,
  });
  assert.equal(read?.json, true);
  assert.deepEqual(readArguments(["example.org"])?.input.options, JobOptions.parse({}));
  assert.equal(readArguments(["--respect-robots", "example.org"])?.input.options.respectRobots, true);
});

Deno.test("readArguments() gives help where it is asked for, whatever else is there", () => {
  assert.equal(readArguments(["--help"]), null);
  assert.equal(readArguments(["--help", "not a url", "--max-pages", "x"]), null);
});

Deno.test("readArguments() says what is wrong with a command line", () => {
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
  for (const [name, schema] of Object.entries(JobOptions.shape)) {
    const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const line = help.split("\n").find((text) => text.includes(`--${kebab} `) || text.includes(`--[no-]${kebab} `));
    assert.ok(line?.includes(schema.description ?? "?"), name);
  }
  assert.match(help, /--max-pages VALUE +Pages to visit \(1000\)/);
  assert.match(help, /--tags A,B/);
  assert.match(help, /Exit status: 0 completed, 1 failed, 2 wrong usage, 3 cancelled/);
  assert.ok(help.split("\n").every((line) => line.length <= 130));
});
