import assert from "node:assert/strict";
import { type AtCaret, completionAt } from "../../../modules/search/completion/completion_at.ts";
import { seededRandom } from "../../support/random.ts";
import { AWKWARD_WORDS } from "../../support/query_words.ts";
import { randomQuery } from "../../support/random_query.ts";

/** `¦` marks the caret. */
function at(marked: string): AtCaret {
  const caret = marked.indexOf("¦");
  return completionAt(marked.replace("¦", ""), caret);
}

const TAGS: [marked: string, tag: string, start: number, end: number][] = [
  ["¦", "", 0, 0],
  ["bo¦", "bo", 0, 2],
  ["bo¦at", "bo", 0, 4],
  ["¦boat", "", 0, 0],
  ["red bo¦ sea", "bo", 4, 6],
  ["red ¦", "", 4, 4],
  ["-bo¦", "bo", 1, 3],
  ["!¦", "", 1, 1],
  ["not bo¦", "bo", 4, 6],
  ["(bo¦", "bo", 1, 3],
  ["(a or bo¦)", "bo", 6, 8],
  ["a|bo¦", "bo", 2, 4],
  ["or¦", "or", 0, 2],
  ["a or¦", "or", 2, 4],
  ["fate_(se¦", "fate_(se", 0, 8],
  ["(fate_(se¦))", "fate_(se", 1, 10],
  [`"red bo¦`, "red bo", 0, 7],
  [`"red bo¦at" x`, "red bo", 0, 10],
  [`-"re:¦`, "re:", 1, 5],
  ["re:ze¦", "re:ze", 0, 5],
  ["bo¦ (((", "bo", 0, 2],
];

for (const [marked, tag, start, end] of TAGS) {
  Deno.test(`completionAt() finds the tag ${JSON.stringify(tag)} at the caret of ${marked}`, () => {
    assert.deepEqual({ ...at(marked), completions: null }, { start, end, tag, completions: null });
  });
}

const COMPLETED: [marked: string, start: number, end: number, inserts: string[]][] = [
  ["wid¦", 0, 3, ["width:"]],
  ["-WID¦", 1, 4, ["width:"]],
  ["widht¦", 0, 5, ["width:"]],
  ["widht:5¦", 0, 7, ["width:5"]],
  ["file¦", 0, 4, ["filesize:", "filetype:"]],
  ["sor¦", 0, 3, ["order:"]],
  [`"wid¦`, 0, 4, []],
  ["zzz¦", 0, 3, []],
  ["is:¦", 3, 3, ["animated", "duplicate", "trashed", "untagged", "undecoded", "landscape", "portrait", "square"]],
  ["is:un¦", 3, 5, ["untagged", "undecoded"]],
  ["is:un¦tagged", 3, 11, ["untagged", "undecoded"]],
  ["is:animatd¦", 3, 10, ["animated"]],
  ["has:lic¦", 4, 7, ["licence"]],
  ["has:license¦", 4, 11, ["licence"]],
  ["order:filesize¦", 6, 14, ["filesize", "filesize_asc"]],
  ["order:asc¦", 6, 9, [
    "id_asc",
    "date_asc",
    "crawled_asc",
    "taken_asc",
    "filesize_asc",
    "mpixels_asc",
    "width_asc",
    "height_asc",
  ]],
  ["sort:rand¦", 5, 9, ["random"]],
  ["filetype:png,w¦", 13, 14, ["webp"]],
  ["filetype:p¦,webp", 9, 10, ["png", "psd"]],
  ["found:touch¦", 6, 11, ["apple-touch-icon"]],
  ["age:¦", 4, 4, ["<1d", "<7d", "<1mo", ">1y"]],
  ["date:t¦", 5, 6, ["today"]],
  ["rating:¦", 7, 7, ["any", "none"]],
  ["alt:n¦", 4, 5, ["none"]],
  ["width:5¦", 6, 7, []],
  ["site:ex¦", 5, 7, []],
];

for (const [marked, start, end, inserts] of COMPLETED) {
  Deno.test(`completionAt() offers ${inserts.join(", ") || "nothing"} at the caret of ${marked}`, () => {
    const { completions, ...range } = at(marked);
    assert.deepEqual({ start: range.start, end: range.end }, { start, end });
    assert.deepEqual(completions.map(({ insert }) => insert).slice(0, inserts.length === 8 ? 8 : 10), inserts);
    assert.ok(completions.every(({ help }) => help !== ""));
  });
}

Deno.test("completionAt() takes any text and any caret, and the caret is in the text that it would replace", () => {
  const random = seededRandom(4);
  for (let index = 0; index < 5_000; index++) {
    const query = randomQuery(random, AWKWARD_WORDS);
    const text = query.slice(Math.floor(random() * query.length), Math.floor(random() * (query.length + 1)));
    const caret = Math.floor(random() * (text.length + 3)) - 1;
    const { start, end } = completionAt(text, caret);
    const within = Math.max(0, Math.min(caret, text.length));
    assert.ok(
      0 <= start && start <= within && within <= end && end <= text.length,
      `${JSON.stringify(text)} ${caret} ${start} ${end}`,
    );
  }
});
