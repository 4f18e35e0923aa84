import assert from "node:assert/strict";
import { ImageQuery } from "../../../modules/search/schemas.ts";
import { numberOfRatio } from "../../../modules/search/plan/ratio.ts";
import { searchImages } from "../../../modules/search/service.ts";
import { withDatabase } from "../../support/database.ts";
import { insertImage, newImage } from "../../support/images.ts";
import { between, seededRandom } from "../../support/random.ts";

Deno.test("numberOfRatio() gives a shape's number as the database rounds it, and finds the shape by it", () => {
  const random = seededRandom(192);
  for (let round = 0; round < 20_000; round++) {
    const [width, height] = [between(random, 1, 16_384), between(random, 1, 4_096)];
    const number = Number((BigInt(width) << 24n) / BigInt(height));
    assert.deepEqual(numberOfRatio(width / height), { number, shape: width / height }, `${width}x${height}`);
  }
});

withDatabase("a bound of ratio: that a shape has exactly is distinguished from bounds next to it", async (database) => {
  const wide = await insertImage(database, newImage("wide", { width: 1_920, height: 1_000 }));
  const third = await insertImage(database, newImage("third", { width: 400, height: 300 }));
  const cases: [string, number[]][] = [
    ["ratio:<1.92", [third]],
    ["ratio:<=1.92", [third, wide]],
    ["ratio:>1.92", []],
    ["ratio:>=1.92", [wide]],
    ["ratio:1.92", [wide]],
    ["ratio:4:3", [third]],
    ["ratio:<4:3", []],
    ["ratio:>4:3", [wide]],
    ["ratio:>1.333333", [third, wide]],
    ["ratio:<1.333334", [third]],
  ];
  for (const [q, expected] of cases) {
    const { items } = await searchImages(database, ImageQuery.parse({ q }));
    assert.deepEqual(items.map(({ id }) => id).sort((a, b) => a - b), expected.sort((a, b) => a - b), q);
  }
});
