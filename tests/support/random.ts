/** Returns a generator of numbers from 0 to 1 that depend only on the seed, so that a failure can be repeated (mulberry32). */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Returns an integer from `least` to `most`, both included. */
export function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** Returns one item of the list, which must not be empty. */
export function pick<Value>(random: Random, list: readonly Value[]): Value {
  const value = list[Math.floor(random() * list.length)];
  if (value === undefined) throw new Error("There is nothing to pick from");
  return value;
}

/** Returns `length` items of the list, which may repeat. */
export function several<Value>(random: Random, length: number, draw: (random: Random) => Value): Value[] {
  return Array.from({ length }, () => draw(random));
}
