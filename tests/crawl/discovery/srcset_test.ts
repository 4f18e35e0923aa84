import assert from "node:assert/strict";
import { parseSrcset } from "../../../modules/crawl/discovery/srcset.ts";
import { startClock } from "../../support/clock.ts";

/** Worked out by hand from the algorithm. A candidate is written as "url", "url 2x", "url 640w" or "url 640w 480h". */
const CASES: [input: string, ...candidates: string[]][] = [
  // Splitting loop: white space and commas before a URL.
  [""],
  [" "],
  [","],
  [",,,"],
  [" , \t, \n, \f, \r, "],
  ["a", "a"],
  [" a ", "a"],
  ["\t\n\f\ra\t\n\f\r", "a"],
  [",a", "a"],
  [" , , a", "a"],
  ["a,b", "a,b"],
  ["a, b", "a", "b"],
  ["a ,b", "a", "b"],
  ["a , b", "a", "b"],
  ["a,, b", "a", "b"],
  ["a,,,b", "a,,,b"],
  ["a ,, b", "a", "b"],
  // No ASCII white space: it is part of the URL.
  ["a\u00a0b", "a\u00a0b"],
  ["a\u000bb", "a\u000bb"],
  ["\u00a0", "\u00a0"],
  ["a\u2003 1x", "a\u2003 1x"],
  // Trailing commas of a URL end the candidate.
  ["a,", "a"],
  ["a,,", "a"],
  ["a,,,,", "a"],
  ["a, 1x", "a", "1x"],
  ["a,, 2x, b", "a", "2x", "b"],
  ["a,b, c", "a,b", "c"],
  // Commas and parentheses within a URL.
  ["a,b 2x", "a,b 2x"],
  ["/w_300,h_200/a.jpg 1x, /w_600,h_400/a.jpg 2x", "/w_300,h_200/a.jpg 1x", "/w_600,h_400/a.jpg 2x"],
  ["data:image/png;base64,AAAA 1x", "data:image/png;base64,AAAA 1x"],
  ["data:,a ( , data:,b 1x, ), data:,c", "data:,c"],
  ["data:,a ( 1x, b"],
  ["a(b,c) 1x", "a(b,c) 1x"],
  ["(a 1x", "(a 1x"],
  ["a?(, 1x", "a?(", "1x"],
  // No descriptor, and white space around descriptors.
  ["a 1x", "a 1x"],
  ["a  1x", "a 1x"],
  ["a\t1x", "a 1x"],
  ["a\n1x\n", "a 1x"],
  ["a\f1x\r", "a 1x"],
  ["a 1x ", "a 1x"],
  ["a 1x,", "a 1x"],
  ["a 1x ,", "a 1x"],
  ["a 1x,b 2x", "a 1x", "b 2x"],
  ["a 1x,,b 2x", "a 1x", "b 2x"],
  ["a 1x , b 2x", "a 1x", "b 2x"],
  ["a , b", "a", "b"],
  ["a ,", "a"],
  // Density: valid floating-point numbers.
  ["a 0x", "a 0x"],
  ["a -0x", "a 0x"],
  ["a -0.0x", "a 0x"],
  ["a 1.5x", "a 1.5x"],
  ["a .5x", "a 0.5x"],
  ["a -.5x"],
  ["a 00001x", "a 1x"],
  ["a 1e0x", "a 1x"],
  ["a 1E1x", "a 10x"],
  ["a 1e+1x", "a 10x"],
  ["a 15e-1x", "a 1.5x"],
  ["a .5e1x", "a 5x"],
  ["a -1x"],
  ["a -1e-9x"],
  ["a +1x"],
  ["a 1.x"],
  ["a .x"],
  ["a x"],
  ["a ex"],
  ["a 1ex"],
  ["a 1e+x"],
  ["a 1e1.5x"],
  ["a 1 x"],
  ["a 1X"],
  ["a 1xx"],
  ["a 1.2.3x"],
  ["a 0x1x"],
  ["a Infinityx"],
  ["a NaNx"],
  ["a 1e999x"],
  ["a \u0661x"],
  ["a 1,5x", "5x"],
  // Width: valid non-negative integers, and not zero.
  ["a 1w", "a 1w"],
  ["a 0640w", "a 640w"],
  ["a 640w", "a 640w"],
  ["a 0w"],
  ["a 000w"],
  ["a -1w"],
  ["a -0w"],
  ["a +1w"],
  ["a 1.0w"],
  ["a 1.5w"],
  ["a 1e2w"],
  ["a w"],
  ["a 640W"],
  ["a 640 w"],
  ["a 640px"],
  // Height: with a width only, and not zero.
  ["a 640w 480h", "a 640w 480h"],
  ["a 480h 640w", "a 640w 480h"],
  ["a 480h"],
  ["a 640w 0h"],
  ["a 640w -1h"],
  ["a 640w 1.5h"],
  ["a 640w 480h 480h"],
  ["a 1x 480h"],
  ["a 480h 1x"],
  ["a 640w 480H"],
  // Several descriptors.
  ["a 1x 2x"],
  ["a 1x 1x"],
  ["a 1w 2w"],
  ["a 1w 1x"],
  ["a 1x 1w"],
  ["a 640w 480h 1x"],
  ["a 1x foo"],
  ["a foo 1x"],
  ["a foo"],
  ["a foo, b 2x", "b 2x"],
  ["a 1x foo, b", "b"],
  // Parentheses in descriptors: commas and white space within are part of it.
  ["a (1x)"],
  ["a 1x(b,c), d", "d"],
  ["a (, b 1x"],
  ["a (b c), d 2x", "d 2x"],
  ["a ((x), d 2x", "d 2x"],
  ["a )1x"],
  ["a 1x)"],
  ["a 1x ("],
  ["a foo(bar, b 1x), c 3x", "c 3x"],
  // A candidate that is written twice is returned twice.
  ["a 1x, a 1x", "a 1x", "a 1x"],
  ["a, a", "a", "a"],
  ["a 1x, b 1x", "a 1x", "b 1x"],
];

function written({ url, width, density, height }: ReturnType<typeof parseSrcset>[number]): string {
  return [url, density === undefined ? "" : `${density}x`, width ? `${width}w` : "", height ? `${height}h` : ""]
    .filter((part) => part !== "").join(" ");
}

Deno.test("parseSrcset() reads at least a hundred attributes as the standard's algorithm does", () => {
  assert.ok(CASES.length >= 100, String(CASES.length));
  for (const [input, ...candidates] of CASES) {
    assert.deepEqual(parseSrcset(input).map(written), candidates, JSON.stringify(input));
  }
});

Deno.test("parseSrcset() returns 0 for a density of -0, and no members for missing descriptors", () => {
  assert.deepEqual(parseSrcset("a -0x, b"), [{ url: "a", density: 0 }, { url: "b" }]);
  assert.ok(Object.is(parseSrcset("a -0x")[0]?.density, 0));
});

Deno.test("parseSrcset() takes linear time and a bounded number of candidates", () => {
  const hostile = [
    ",".repeat(4e6),
    "a ".repeat(2e6),
    "(".repeat(4e6),
    "a (".repeat(1e6),
    "a, ".repeat(1e6),
    `a ${"1".repeat(4e6)}x`,
    "a".repeat(4e6),
  ];
  hostile.push(`a ${"x".repeat(4e6)}`, `a${",".repeat(4e6)}`, "\n".repeat(4e6));
  for (const input of hostile) {
    const taken = startClock();
    assert.ok(parseSrcset(input).length <= 10_000);
    assert.ok(taken() < 1_000, `${input.slice(0, 10)}: ${taken()} ms`);
  }
});
