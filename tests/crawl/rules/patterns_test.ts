import assert from "node:assert/strict";
import { compilePatterns, patternFault } from "../../../modules/crawl/rules/patterns.ts";

const URLS = [
  "https://site.test/",
  "https://site.test/gallery/",
  "https://site.test/gallery/a.jpg",
  "https://img.site.test/gallery/a/b.jpg?w=640",
  "http://site.test/Gallery/a.jpg",
  "https://site.test/view?id=7&page=2",
  "https://site.test/view.php",
  "https://site.test/b%C3%BCcher/x",
  "https://site.test/my%20pictures/x",
];

function matching(pattern: string): number[] {
  const match = compilePatterns([pattern]);
  return URLS.flatMap((url, index) => match(url) === null ? [] : [index]);
}

const GLOBS: [pattern: string, matches: number[], because: string][] = [
  ["*", [0, 1, 2, 3, 4, 5, 6, 7, 8], "an asterisk alone is every URL"],
  ["https://site.test/", [0], "a glob without wildcards is one URL"],
  ["https://site.test/*", [0, 1, 2, 5, 6, 7, 8], "an asterisk passes over slashes"],
  ["*/gallery/*", [1, 2, 3], "a directory, wherever it is, and case counts"],
  ["**/gallery/**", [1, 2, 3], "two asterisks are as one"],
  ["*.jpg", [2, 4], "the glob is for all of the URL, so no query may follow"],
  ["*.jpg*", [2, 3, 4], "what follows is for the glob to say"],
  ["/gallery/*", [1, 2, 3], "a glob that begins with a slash is compared with the path"],
  ["/gallery/*.jpg", [2], "the path is compared with its query"],
  ["/", [0], "a slash is the root"],
  ["/view?id=*", [5], "a question mark means itself"],
  ["/view?php", [], "a question mark is no wildcard"],
  ["site.test/gallery/*", [1, 2], "a glob may leave out the scheme"],
  ["*.site.test/*", [3], "a subdomain has a dot before the domain"],
  ["//site.test/*", [], "a glob that begins with two slashes is no path"],
  ["/bücher/*", [7], "characters beyond US-ASCII are escaped as in URLs"],
  ["/my pictures/*", [8], "spaces are escaped as in URLs"],
  ["https://*.test/*b.jpg?w=*", [3], "several asterisks"],
  ["", [], "nothing matches no URL"],
];

for (const [pattern, expected, because] of GLOBS) {
  Deno.test(`compilePatterns() takes the glob "${pattern}" as people mean it: ${because}`, () => {
    assert.deepEqual(matching(pattern), expected);
  });
}

const EXPRESSIONS: [pattern: string, matches: number[]][] = [
  ["/gallery/", [1, 2, 3]],
  ["/gallery/i", [1, 2, 3, 4]],
  ["/^https:\\/\\/site\\.test\\/$/", [0]],
  ["/\\.jpg$/", [2, 4]],
  ["/id=\\d+&/", [5]],
  ["/(a|b)\\.jpg(\\?|$)/", [2, 3, 4]],
  ["/\\/g.*\\/[^/]*$/", [1, 2, 3]],
];

for (const [pattern, expected] of EXPRESSIONS) {
  Deno.test(`compilePatterns() finds the expression ${pattern} anywhere in a URL`, () => {
    assert.deepEqual(matching(pattern), expected);
  });
}

Deno.test("compilePatterns() names the first pattern that matches", () => {
  const match = compilePatterns(["*.gif", "/gallery/*", "*/a.jpg"]);
  assert.equal(match("https://site.test/gallery/a.jpg"), "/gallery/*");
  assert.equal(match("https://site.test/a.jpg"), "*/a.jpg");
  assert.equal(match("https://site.test/b.jpg"), null);
  assert.equal(compilePatterns([])("https://site.test/"), null);
});

Deno.test("patternFault() says what is wrong with an expression, and nothing of globs", () => {
  const faults: [string, RegExp | null][] = [
    ["*", null],
    ["*(", null],
    ["/ok/*", null],
    ["/", null],
    ["//", null],
    ["/fine+/i", null],
    ["/(a/", /^is not a regular expression \(missing closing \): `\(a`\)$/],
    ["/[/i", /missing closing \]/],
    ["/a**/", /invalid nested repetition/],
    ["/(?=a)/", /invalid or unsupported Perl syntax/],
    ["/(a)\\1/", /invalid escape sequence/],
    ["/a{1001}/", /invalid repeat count/],
    ["/a{400}b{400}/", /^is too large a regular expression: repeat less$/],
  ];
  for (const [pattern, expected] of faults) {
    const fault = patternFault(pattern);
    if (expected === null) assert.equal(fault, null, pattern);
    else assert.match(fault ?? "", expected, pattern);
  }
});

Deno.test("compilePatterns() takes linear time, whatever the pattern and the URL", () => {
  const hostile = [
    `*${"a*".repeat(240)}b`,
    `*${"a".repeat(490)}b*`,
    "/(a+)+$/",
    "/(a|a)*b/",
    "/(.*)(.*)(.*)(.*)(.*)b$/",
    "/[ab]*a[ab]{500}b$/",
    "/(?:a?){150}a{150}b/",
  ];
  const urls = Array.from({ length: 20 }, (_, index) => `https://site.test/${"a".repeat(1_000)}b${"a".repeat(1_000)}${index}`);
  for (const pattern of hostile) {
    const match = compilePatterns([pattern]);
    match(urls[0] ?? "");
    const started = performance.now();
    for (const url of urls) match(url);
    const each = (performance.now() - started) / urls.length;
    assert.ok(each < 50, `${pattern.slice(0, 40)}: ${each} ms a URL`);
  }
});
