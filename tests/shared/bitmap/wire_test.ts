import assert from "node:assert/strict";
import { CHUNK_SIZE } from "../../../modules/shared/bitmap/chunk.ts";
import { idsOf, type ImageSet, setOfIds } from "../../../modules/shared/bitmap/image_set.ts";
import {
  batchesOf,
  POSITIONS,
  type PositionsOfChunk,
  setOfChunks,
  setOfPositions,
  wireOf,
} from "../../../modules/shared/bitmap/wire.ts";
import { withDatabase } from "../../support/database.ts";
import { insertImages, newSource } from "../../support/images.ts";
import { between, seededRandom, several } from "../../support/random.ts";

const random = seededRandom(5);
const SETS: ImageSet[] = [
  new Map(),
  setOfIds([0]),
  setOfIds([CHUNK_SIZE - 1, 5 * CHUNK_SIZE]),
  setOfIds(Array.from({ length: 2 * CHUNK_SIZE }, (_, id) => id)),
  ...several(random, 5, () => setOfIds(several(random, between(random, 1, 500), () => between(random, 1, 9 * CHUNK_SIZE)))),
];

withDatabase("a set of images is the same after a round trip through the database", async (db) => {
  for (const set of SETS) {
    const rows = await db.query<{ chunk: number; bits: Uint8Array }>(
      `select chunk, bit_send(chunk_from_text(bits)) as bits
      from jsonb_to_recordset($1::text::jsonb) as given (chunk integer, bits text)`,
      [JSON.stringify(wireOf(set))],
    );
    assert.deepEqual([...idsOf(setOfChunks(rows))], [...idsOf(set)]);
  }
});

withDatabase("setOfPositions() reads the rows of a statement with POSITIONS", async (db) => {
  const ids = await insertImages(db, 20, [newSource()]);
  const rows = await db.query<PositionsOfChunk>(`select ${POSITIONS} from image group by 1`);
  assert.deepEqual([...idsOf(setOfPositions(rows))], ids);
  assert.equal(setOfPositions([{ chunk: 1, positions: null }]).get(1)?.every((byte) => byte === 0), true);
});

Deno.test("batchesOf() gives every image once, at most as many a batch as allowed, with the bounds of each part", () => {
  for (const set of SETS) {
    for (const limit of [1_000, 100, 7]) {
      const batches = [...batchesOf(set, limit)].slice(0, 2_000);
      assert.ok(batches.every(({ images }) => images <= limit));
      const parts = batches.flatMap(({ parts }) => parts);
      for (const { chunk, first, last, bits } of parts) {
        const ids = [...idsOf(new Map([[chunk, Uint8Array.fromBase64(bits)]]))];
        assert.deepEqual([ids[0], ids.at(-1)], [chunk * CHUNK_SIZE + first, chunk * CHUNK_SIZE + last]);
      }
      const ids = parts.flatMap(({ chunk, bits }) => [...idsOf(new Map([[chunk, Uint8Array.fromBase64(bits)]]))]);
      assert.deepEqual(ids, [...idsOf(set)].slice(0, ids.length));
      assert.equal(ids.length, batches.reduce((sum, { images }) => sum + images, 0));
    }
  }
});
