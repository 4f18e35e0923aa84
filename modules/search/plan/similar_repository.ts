import type { Queryable } from "../../shared/database/handle.ts";
import type { ImageSet } from "../../shared/bitmap/image_set.ts";
import { POSITIONS, type PositionsOfChunk, setOfPositions } from "../../shared/bitmap/wire.ts";

const WORDS = [0, 1, 2, 3];
const WORD_BITS = 16;
/** With more bits of a word to vary, there are so many words that reading every hash is faster. */
const MOST_VARIED = 2;

/**
 * Images whose perceptual hash differs in at most `distance` bits from that of `id`, itself among them. Up to a distance of 11 by
 * the indexes of words; beyond, every hash is read.
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

/** The words of 16 bits that differ from this one in at most so many bits. */
function wordsNear(word: number, most: number): number[] {
  let near = new Set([word]);
  for (let differing = 0; differing < most; differing++) {
    near = new Set([...near, ...[...near].flatMap((one) => Array.from({ length: WORD_BITS }, (_, bit) => one ^ (1 << bit)))]);
  }
  return [...near];
}
