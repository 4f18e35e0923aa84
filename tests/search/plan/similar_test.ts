import assert from "node:assert/strict";
import { ImageQuery } from "../../../modules/search/schemas.ts";
import { searchImages } from "../../../modules/search/service.ts";
import { withDatabase } from "../../support/database.ts";
import { insertImage, newImage } from "../../support/images.ts";
import { seededRandom } from "../../support/random.ts";

const BITS = 64;

withDatabase("similar: finds hashes by the number of bits that differ, at any positions", async (database) => {
  const random = seededRandom(14);
  const first = Array.from({ length: BITS }, () => random() < 0.5 ? "0" : "1");
  const insert = (name: string, bits: string[]) =>
    insertImage(database, newImage(name, { phash: BigInt(`0b${bits.join("")}`).toString(16).padStart(16, "0") }));
  const asked = await insert("asked", first);
  const differing = new Map<number, number[]>();
  for (let distance = 1; distance <= 20; distance++) {
    for (let copy = 0; copy < 10; copy++) {
      // The bits are near each other, as if one detail of a picture was changed, or anywhere.
      const positions = Array.from({ length: BITS }, (_, position) => position).sort(() => random() - 0.5);
      const changed = new Set(
        (copy % 2 === 0 ? positions : positions.sort((a, b) => Math.abs(a - 20) - Math.abs(b - 20))).slice(0, distance),
      );
      const id = await insert(
        `${distance} ${copy}`,
        first.map((bit, position) => changed.has(position) ? bit === "0" ? "1" : "0" : bit),
      );
      differing.set(distance, [...differing.get(distance) ?? [], id]);
    }
  }
  await insertImage(database, newImage("flat", { phash: null }));
  for (const asks of [0, 1, 3, 4, 7, 8, 11, 12, 16]) {
    const { items } = await searchImages(database, ImageQuery.parse({ q: `similar:${asked}~${asks}`, limit: 200 }));
    const expected = [asked, ...[...differing].flatMap(([distance, ids]) => distance <= asks ? ids : [])];
    assert.deepEqual(items.map(({ id }) => id).sort((a, b) => a - b), expected.sort((a, b) => a - b), `~${asks}`);
  }
});

withDatabase("similar: of an image without a hash finds that image, and of an unknown image finds nothing", async (database) => {
  const flat = await insertImage(database, newImage("flat", { phash: null }));
  const find = async (id: number) =>
    (await searchImages(database, ImageQuery.parse({ q: `similar:${id}` }))).items.map(({ id }) => id);
  assert.deepEqual(await find(flat), [flat]);
  assert.deepEqual(await find(flat + 1), []);
});
