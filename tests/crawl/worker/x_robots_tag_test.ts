import assert from "node:assert/strict";
import { imageRefusal } from "../../../modules/crawl/worker/x_robots_tag.ts";

Deno.test("X-Robots-Tag applies to all crawlers, or to the one that it names", () => {
  const cases: [string[], string | null][] = [
    [[], null],
    [["all"], null],
    [["noindex"], "noindex"],
    [["NoImageIndex"], "noimageindex"],
    [["nofollow, noai"], "noai"],
    [["noimageai"], "noimageai"],
    [["none"], "none"],
    [["nofollow"], null],
    [["googlebot: noindex"], null],
    [["imagetagger: noindex"], "noindex"],
    [["ImageTagger:noindex, nofollow"], "noindex"],
    [["*: noindex"], "noindex"],
    [["googlebot: nofollow", "noindex"], "noindex"],
    [["googlebot: noindex, noimageindex"], null],
    [["googlebot: noindex, imagetagger: noai"], "noai"],
    [["imagetagger: nofollow, otherbot: noindex"], null],
    [["unavailable_after: 25 Jun 2030 15:00:00 PST"], null],
    [["max-image-preview: none"], null],
    [["max-image-preview: large, noindex"], "noindex"],
    [["noindexing, xnone"], null],
    [["", ",,,", ":"], null],
  ];
  for (const [lines, expected] of cases) assert.equal(imageRefusal(lines, "imagetagger"), expected, JSON.stringify(lines));
});
