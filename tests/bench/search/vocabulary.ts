const TAGS = 25_000;
/** Of one image, on average. */
const TAGGINGS = 20;
const MOST = 0.3;
const EXPONENT = 1.05;

export interface PlannedTag {
  id: number;
  name: string;
  /** Of an image to carry it. */
  chance: number;
}

/**
 * The vocabulary by Zipf's law. Tags 1 and 2 are the huge ones that hardly share an image: half of all each. The names share
 * prefixes of three letters, so that a prefix finds from one to a hundred tags.
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

/** So that the chances add up to `sum`, the most common ones cut. */
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

/** Sixteen names share two letters, sixteen of those sixteen four: `ba…` has a sixteenth of all tags. */
function nameOf(rank: number): string {
  const letters: string[] = [];
  for (let rest = rank * 7_919 % 65_536, place = 0; place < 4; place++, rest = Math.floor(rest / 16)) {
    letters.push(SYLLABLES[rest % 16] ?? "");
  }
  return `${letters.join("")}_${rank}`;
}
