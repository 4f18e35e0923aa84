import assert from "node:assert/strict";
import { ImageQuery } from "../../../modules/search/schemas.ts";
import { searchImages, selectImages } from "../../../modules/search/service.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { idsOf } from "../../../modules/shared/bitmap/image_set.ts";
import { withDatabase } from "../../support/database.ts";
import { seededRandom } from "../../support/random.ts";
import { edited, insertManyImages } from "../../support/tagging.ts";

/** The first id. The images lie in the first and in the second chunk of 32,768 ids. */
const FIRST = 32_500;
const IMAGES = 900;

/** Adds 40 tags sea_…, two of them on many images, 40 tags sky_… on few images, and "other" on every third image. */
async function fill(db: Database): Promise<Map<string, number[]>> {
  const random = seededRandom(3);
  await db.query("select setval(pg_get_serial_sequence('image', 'id'), $1)", [FIRST - 1]);
  await insertManyImages(db, IMAGES);
  const ids = Array.from({ length: IMAGES }, (_, at) => FIRST + at);
  const share = (chance: number) => ids.filter(() => random() < chance);
  const tags = new Map<string, number[]>([["other", ids.filter((id) => id % 3 === 0)]]);
  for (let at = 0; at < 40; at++) {
    tags.set(`sea_${at}`, share(at < 2 ? 0.6 : 0.004));
    tags.set(`sky_${at}`, share(0.01));
  }
  for (const [name, imageIds] of tags) if (imageIds.length > 0) await edited(db, { imageIds, add: [name] });
  return tags;
}

withDatabase(
  "a wildcard finds the images of all its tags, rare and frequent ones, alone and in combinations",
  async (db) => {
    const tags = await fill(db);
    const any = (prefix: string) => new Set([...tags].flatMap(([name, ids]) => name.startsWith(prefix) ? ids : []));
    const [sea, sky, other, rare] = [any("sea_"), any("sky_"), any("other"), any("sea_1").union(any("sea_3"))];
    const all = new Set(Array.from({ length: IMAGES }, (_, at) => FIRST + at));
    const cases: [string, Set<number>][] = [
      ["sea_*", sea],
      ["sky_*", sky],
      ["-sky_*", all.difference(sky)],
      ["sea_* sky_*", sea.intersection(sky)],
      ["sky_* or sea_*", sea.union(sky)],
      ["sky_* -sea_* other", sky.difference(sea).intersection(other)],
      ["sky_* sky_*", sky],
      ["sea_1* or sea_3*", rare],
    ];
    for (const [q, expected] of cases) {
      const found = [...idsOf(await selectImages(db, { q }))];
      assert.deepEqual(found, [...expected].sort((one, other) => one - other), q);
      const { count, items } = await searchImages(db, ImageQuery.parse({ q, limit: 50 }));
      assert.deepEqual(count, { value: expected.size, exact: true }, q);
      assert.deepEqual(items.map(({ id }) => id), found.reverse().slice(0, 50), q);
    }
  },
);

withDatabase("a wildcard's images follow the edits of its tags", async (db) => {
  const tags = await fill(db);
  const [untagged = 0] = tags.get("sky_7") ?? [];
  const others = [...tags].filter(([name]) => name.startsWith("sky_")).map(([name]) => name);
  await edited(db, { imageIds: [untagged], remove: others });
  await edited(db, { imageIds: tags.get("other") ?? [], add: ["sky_5"] });
  const found = new Set(idsOf(await selectImages(db, { q: "sky_*" })));
  assert.equal(found.has(untagged), untagged % 3 === 0);
  assert.deepEqual([...new Set(tags.get("other"))].filter((id) => !found.has(id)), [], "sky_5 is no rare tag any more");
});
