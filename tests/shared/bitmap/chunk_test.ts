import assert from "node:assert/strict";
import {
  CHUNK_SIZE,
  chunkOf,
  hasBit,
  idsOfChunk,
  newBits,
  positionOf,
  positionsOf,
  setBit,
} from "../../../modules/shared/bitmap/chunk.ts";
import { withDatabase } from "../../support/database.ts";
import { between, seededRandom } from "../../support/random.ts";

const IDS = [0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, 3 * CHUNK_SIZE + 77, 1e9];

withDatabase("the program and the database divide ids into the same chunks", async (db) => {
  for (const id of IDS) {
    const rows = await db.query<Record<string, number>>(
      `select chunk_of($1) as chunk, position_in_chunk($1) as position, image_id_at(chunk_of($1), position_in_chunk($1)) as id,
        length(no_bits()) as size`,
      [id],
    );
    assert.deepEqual(rows, [{ chunk: chunkOf(id), position: positionOf(id), id, size: CHUNK_SIZE }]);
  }
});

withDatabase(
  "ids_in_chunk() sets the bits of the ids from one to another that lie in the chunk",
  async (db) => {
    const random = seededRandom(3);
    for (let round = 0; round < 20; round++) {
      const low = between(random, 1, 3 * CHUNK_SIZE);
      const high = between(random, low, 4 * CHUNK_SIZE - 1);
      const rows = await db.query<{ chunk: number; first: number; images: number }>(
        `select chunk, position(B'1' in bits) - 1 as first, bit_count(bits) as images
      from generate_series(0, 4) chunk cross join lateral ids_in_chunk(chunk, $1, $2) bits where bit_count(bits) > 0 order by chunk`,
        [low, high],
      );
      assert.equal(rows.reduce((sum, { images }) => sum + images, 0), high - low + 1);
      assert.deepEqual([rows[0]?.chunk, rows[0]?.first], [chunkOf(low), positionOf(low)]);
      assert.deepEqual(rows.map(({ chunk }) => chunk), rows.map((_, at) => chunkOf(low) + at));
    }
  },
);

Deno.test("hasBit() and positionsOf() find the bits that setBit() has set", () => {
  const bits = newBits();
  const positions = [0, 1, 7, 8, 4_000, CHUNK_SIZE - 1];
  for (const position of positions) setBit(bits, position);
  assert.deepEqual(positionsOf(bits), positions);
  assert.ok(positions.every((position) => hasBit(bits, position)) && !hasBit(bits, 2) && !hasBit(bits, CHUNK_SIZE - 2));
});

Deno.test("idsOfChunk() gives the first ids within the bounds, in either direction", () => {
  const bits = newBits();
  for (const position of [3, 4, 100, 31_000]) setBit(bits, position);
  const at = (position: number) => 2 * CHUNK_SIZE + position;
  assert.deepEqual(idsOfChunk(2, bits), [3, 4, 100, 31_000].map(at));
  assert.deepEqual(idsOfChunk(2, bits, { ascending: false, limit: 2 }), [31_000, 100].map(at));
  assert.deepEqual(idsOfChunk(2, bits, { low: at(4), high: at(100) }), [4, 100].map(at));
  assert.deepEqual(idsOfChunk(2, bits, { high: at(99), ascending: false, limit: 1 }), [at(4)]);
});
