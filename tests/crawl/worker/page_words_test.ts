import assert from "node:assert/strict";
import { createKnownWords } from "../../../modules/crawl/worker/known_words.ts";
import { readPageText } from "../../../modules/crawl/worker/page_text.ts";
import { createPageWords } from "../../../modules/crawl/worker/page_words.ts";

/** Returns a function that reads pages as a worker does, and counts what is new in each. */
function reader(): (html: string, pieces?: number) => [words: number, numbers: number] {
  const known = createKnownWords();
  return (html, pieces = 1) => {
    const page = createPageWords(known);
    const size = Math.ceil(html.length / pieces);
    for (let at = 0; at < html.length; at += size) page.write(html.slice(at, at + size));
    const { words, numbers } = page.end();
    return [words, numbers];
  };
}

Deno.test("a page's new words are counted once, wherever the page is cut", () => {
  const read = reader();
  assert.deepEqual(read("<p>One two <b>two</b> drei&nbsp;vier <!-- five --><script>six</script><style>seven</style>", 7), [5, 0]);
  assert.deepEqual(read("<p>ONE Two zwölf 主题"), [2, 0]);
  assert.deepEqual(read("<p>one two zwölf"), [0, 0]);
  assert.deepEqual(read('<p title="eight">one<textarea>nine</textarea> <SCRIPT src=x>ten</SCRIPT >eleven'), [1, 0]);
});

Deno.test("a number counts in titles and headings with the word before it, unless it is a year", () => {
  const read = reader();
  assert.deepEqual(read("<title>Topic 1</title><p>made in 0.123 seconds"), [4, 1]);
  assert.deepEqual(read("<title>Topic 2</title><p>made in 0.456 seconds"), [0, 1]);
  assert.deepEqual(read("<title>Topic 2</title><h1>Topic 2</h1><p>made in 0.789 seconds"), [0, 0]);
  assert.deepEqual(read("<h1>photo 2</h1>"), [1, 1]);
  assert.deepEqual(read("<h2>May 2024</h2>"), [1, 0]);
  assert.deepEqual(read("<h2>May 2031</h2>"), [0, 0]);
});

Deno.test("what a link says is apart from what its page says", () => {
  const read = reader();
  assert.deepEqual(read('<h1><a href="/t?t=1">Amber 17</a></h1>'), [1, 0]);
  assert.deepEqual(read("<h1>Amber 17</h1>"), [1, 1]);
  assert.deepEqual(read('<a href="/t?t=1">Amber</a>'), [0, 0]);
});

Deno.test("any page is read in linear time", () => {
  const started = performance.now();
  for (const part of ["<", "<a", "<a ", "<!--", "<script>", "</script", "<h1>1 ", "a1 ", "< a>", "<?", "a"]) {
    let texts = 0;
    readPageText(part.repeat(1_000_000 / part.length), () => texts++);
    reader()(part.repeat(1_000_000 / part.length));
  }
  assert.ok(performance.now() - started < 20_000, `${performance.now() - started} ms`);
});
