import assert from "node:assert/strict";
import { withDatabase } from "../../support/database.ts";
import { seededRandom } from "../../support/random.ts";

const CHUNK = 32_768;
const ALL = Array.from({ length: CHUNK }, (_, position) => position);
const random = seededRandom(7);

withDatabase(
  "positions_of() returns the position of each bit that is set, lowest first, in bitmaps of any density",
  async (db) => {
    for (
      const positions of [
        [],
        [0],
        [CHUNK - 1],
        [0, CHUNK - 1],
        [1, 2, 3, 32_000],
        ALL,
        ALL.slice(1),
        ALL.slice(0, -1),
        ...[0.001, 0.1, 0.5, 0.99].map((share) => ALL.filter(() => random() < share)),
      ]
    ) {
      const bits = ALL.map(() => "0");
      for (const position of positions) bits[position] = "1";
      const rows = await db.query<{ position: number }>("select position from positions_of($1::text::bit(32768)) as position", [
        bits.join(""),
      ]);
      assert.deepEqual(rows.map(({ position }) => position), positions);
    }
  },
);
