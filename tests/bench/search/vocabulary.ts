const TAGS = 25_000;
/** Average number of tags of an image. */
const TAGGINGS = 20;
/** The highest chance of a tag, except the first two. */
const MOST = 0.3;
/** The exponent of Zipf's law. */
const EXPONENT = 1.05;

export interface PlannedTag {
  id: number;
  name: string;
  /** The probability that an image carries it. */
  chance: number;
}

/**
 * Returns the vocabulary, whose frequencies follow Zipf's law. Tags 1 and 2 are on half of all images each and share almost none.
 * Many names share a prefix.
 */
export function listPlannedTags(images: number): PlannedTag[] {
  const ranks = Array.from({ length: TAGS - 2 }, (_, index) => index + 1);
  const scale = scaleFor(ranks, TAGGINGS - 1);
  const others = ranks.map((rank) => ({
    id: rank + 2,
    name: nameOf(rank),
    chance: Math.max(1 / images, Math.min(MOST, scale / rank ** EXPONENT)),
  }));
  return [{ id: 1, name: "left", chance: 0.5 }, { id: 2, name: "right", chance: 0.5 }, ...others];
}

/** Returns the factor with which the chances, cut at MOST, add up to `sum`. */
function scaleFor(ranks: number[], sum: number): number {
  let low = 0;
  let high = 1_000;
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    const reached = ranks.reduce((total, rank) => total + Math.min(MOST, middle / rank ** EXPONENT), 0);
    if (reached < sum) low = middle;
    else high = middle;
  }
  return low;
}

const SYLLABLES = ["ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "wu", "za"];

/** Names consist of four of 16 syllables, so that a prefix of one syllable, `ba…`, has a sixteenth of all tags. */
function nameOf(rank: number): string {
  const letters: string[] = [];
  for (let rest = rank * 7_919 % 65_536, count = 0; count < 4; count++, rest = Math.floor(rest / 16)) {
    letters.push(SYLLABLES[rest % 16] ?? "");
  }
  return `${letters.join("")}_${rank}`;
}
