import type { Queryable } from "../../shared/database/handle.ts";
import type { ImageSet } from "../../shared/bitmap/image_set.ts";
import { POSITIONS, type PositionsOfChunk, setOfPositions } from "../../shared/bitmap/wire.ts";

const WORDS = [0, 1, 2, 3];
const WORD_BITS = 16;
/** If more bits of a word may differ, there are so many possible words that it is faster to read every hash. */
const MOST_VARIED = 2;

/**
 * Finds the images whose perceptual hash differs from that of `id` in at most `distance` bits, itself included. Up to a distance
 * of 11 it uses the indexes on words of the hash: of 11 differing bits, one of the 4 words has at most 2. Beyond, it reads every
 * hash.
 */
export async function findSimilarImages(db: Queryable, id: number, distance: number): Promise<ImageSet> {
  const [asked] = await db.query<{ hash: string | null }>("select phash::text as hash from image where id = $1", [id]);
  const hash = asked?.hash ?? null;
  if (hash === null) {
    return setOfPositions(await db.query<PositionsOfChunk>(`select ${POSITIONS} from image where id = $1 group by 1`, [id]));
  }
  const parameters: unknown[] = [hash, distance];
  const varied = Math.floor(distance / WORDS.length);
  const near = varied > MOST_VARIED ? [] : WORDS.map((word) => {
    const words = wordsNear(Number.parseInt(hash.slice(word * WORD_BITS, (word + 1) * WORD_BITS), 2), varied);
    const list = `$${parameters.push(JSON.stringify(words))}::text::jsonb`;
    return `phash_word(phash, ${word}) = any (array(select (jsonb_array_elements_text(${list}))::integer))`;
  });
  const rows = await db.query<PositionsOfChunk>(
    `select ${POSITIONS} from image where phash is not null ${near.length > 0 ? `and (${near.join(" or ")})` : ""}
      and bit_count(phash # $1::text::bit(64)) <= $2 group by 1`,
    parameters,
  );
  return setOfPositions(rows);
}

/** Returns the words of 16 bits that differ from this one in at most `most` bits. */
function wordsNear(word: number, most: number): number[] {
  let near = new Set([word]);
  for (let differing = 0; differing < most; differing++) {
    near = new Set([...near, ...[...near].flatMap((one) => Array.from({ length: WORD_BITS }, (_, bit) => one ^ (1 << bit)))]);
  }
  return [...near];
}
