import assert from "node:assert/strict";
import { compareBitmaps } from "../../../modules/search/index/compare_bitmaps.ts";
import { foldImages, foldTagCounts } from "../../../modules/search/index/fold_repository.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { TAG_IMAGES } from "../../../modules/tags/kinds.ts";
import { editTags } from "../../../modules/tags/taggings/service.ts";
import { withDatabase } from "../../support/database.ts";
import { insertImages, newSource } from "../../support/images.ts";
import { randomLibrary } from "../../support/random_library.ts";
import { seededRandom } from "../../support/random.ts";

interface Outcome {
  summary: string;
  lines: string[];
  /** The reported `done` and `total` of each step. */
  steps: [number, number | null][];
}

/**
 * Runs the comparison to its end, which is aborted after each step. A new attempt continues from the position that was reported.
 */
async function compare(database: Database): Promise<Outcome> {
  const kind = compareBitmaps(database);
  const steps: [number, number | null][] = [];
  let position: unknown = null;
  while (true) {
    const stop = new AbortController();
    try {
      const report = ({ done, total, position: at }: { done: number; total: number | null; position: unknown }) => {
        steps.push([done, total]);
        position = JSON.parse(JSON.stringify(at));
        stop.abort(new Error("stopped"));
        return Promise.resolve();
      };
      return { ...kind.describe(await kind.run({ parameters: {}, position, signal: stop.signal, report })), steps };
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  }
}

async function tag(database: Database, imageIds: number[], name: string): Promise<void> {
  await editTags(database, {
    imageIds,
    add: [name],
    remove: [],
    origin: "person",
    description: TAG_IMAGES.of({ add: [name], remove: [] }),
  });
}

withDatabase("bitmaps that agree with their rows have no differences, stopped after each step and resumed", async (database) => {
  await randomLibrary(database, seededRandom(4), 60);
  await foldImages(database, 50, true);
  const { summary, lines, steps } = await compare(database);
  assert.match(summary, /^All bitmaps agree with 50 images and \d+ taggings\.$/);
  assert.deepEqual(lines, []);
  assert.ok(steps.length >= 2);
  assert.deepEqual(steps.at(-1)?.[0], steps.at(-1)?.[1]);
});

withDatabase("an empty library has no differences", async (database) => {
  assert.deepEqual(await compare(database), { summary: "All bitmaps agree with 0 images and 0 taggings.", lines: [], steps: [] });
});

withDatabase("edits of tags that wait to be counted are not differences", async (database) => {
  const ids = await insertImages(database, 5, [newSource()]);
  await foldImages(database, 10, true);
  await tag(database, ids, "boat");
  const waiting = await database.query("select 1 from image_tagcount_change");
  assert.equal(waiting.length, 1);
  assert.deepEqual((await compare(database)).lines, []);
});

withDatabase("wrong bitmaps and counts are named, each once", async (database) => {
  const ids = await insertImages(database, 5, [newSource()]);
  await foldImages(database, 10, true);
  await tag(database, ids, "boat");
  await tag(database, ids.slice(1), "sea");
  await foldTagCounts(database);
  await database.query("update image_bitmap set bits = ~bits where facet = 'filetype'");
  await database.query("update image_bitmap set bits = ~bits where facet = 'tagcount' and value = '0'");
  await database.query(
    "update tag_bitmap set bits = set_bit(bits, 4, 0) where tag_id = (select id from tag where name = 'boat')",
  );
  await database.query("update tag set image_count = 9 where name = 'sea'");
  const { summary, lines } = await compare(database);
  assert.match(summary, /^4 bitmaps or counts differ from their rows\./);
  assert.deepEqual(lines.map((line) => line.replace(/filetype \w+/, "filetype").replace(/[\d,]+ images?$/, "n images")), [
    "the bitmap of filetype in chunk 0 is wrong for n images",
    "the bitmap of tagcount 0 in chunk 0 is wrong for n images",
    "tag boat: its bitmap of chunk 0 is not what its taggings are",
    "tag sea: it counts 9 images, and 4 carry it",
  ]);
});

withDatabase("a tag of more taggings than a step takes is compared chunk by chunk", async (database) => {
  const count = 33_000;
  await database.query(
    `insert into image (sha256, md5, media_type, extension, bytes, width, height, storage_key, thumbnail)
     select lpad(to_hex(n), 64, '0'), repeat('b', 32), 'image/png', 'png', 5, 7, 7, n::text, 'self' from generate_series(1, $1::int) n`,
    [count],
  );
  await tag(database, Array.from({ length: count }, (_, at) => at + 1), "all");
  const right = await compare(database);
  assert.match(right.summary, /33,000 taggings/);
  assert.deepEqual(right.lines, []);
  assert.equal(right.steps.length, 2);
  await database.query("update tag_bitmap set bits = ~bits where chunk = 1");
  const { lines } = await compare(database);
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? "", /its bitmap of chunk 1 is not what its taggings are/);
  assert.match(lines[1] ?? "", /it counts 33000 images, and 65302 carry it/);
});
