const SIDE = 32;
const BANDS = 8;
/** Below this standard deviation, in grey levels, a picture has nothing to be told by: every flat one would be a duplicate. */
const FLAT = 1;
/** A frequency weaker than this is an encoder's noise (16 for each grey level): in simple drawings most are, and would be dice. */
const NOISE = 16;
/** A hash with fewer bits set would be near that of every other plain pattern. */
const FEWEST = 12;

/** cosines[band][x]: the DCT-II bases 1 to 8; base 0 is the average, which says nothing about shape. */
const COSINES = Array.from(
  { length: BANDS },
  (_, band) => Float64Array.from({ length: SIDE }, (_, x) => Math.cos(((2 * x + 1) * (band + 1) * Math.PI) / (2 * SIDE))),
);

/**
 * A 64-bit perceptual hash of a grey picture of 32 x 32, as 16 hexadecimal digits: one bit for each of the 8 x 8 lowest
 * frequencies, set where it is above their median. Null where the picture is flat or a plain pattern. Distances up to 8 mean "the same picture".
 */
export function perceptualHash(grey: Float64Array): string | null {
  if (deviation(grey) < FLAT) return null;
  const frequencies = lowFrequencies(grey);
  const sorted = frequencies.toSorted();
  const median = ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2;
  const bits = Array.from(frequencies, (value) => value > median ? "1" : "0").join("");
  if (bits.replaceAll("0", "").length < FEWEST) return null;
  return BigInt(`0b${bits}`).toString(16).padStart(16, "0");
}

function deviation(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / values.length);
}

function lowFrequencies(grey: Float64Array): Float64Array {
  const rows = new Float64Array(SIDE * BANDS);
  for (let y = 0; y < SIDE; y++) {
    COSINES.forEach((cosine, band) => rows[y * BANDS + band] = sumOf(cosine, grey, y * SIDE, 1));
  }
  const frequencies = new Float64Array(BANDS * BANDS);
  for (let column = 0; column < BANDS; column++) {
    COSINES.forEach((cosine, band) => frequencies[band * BANDS + column] = sumOf(cosine, rows, column, BANDS));
  }
  return frequencies.map((value) => Math.abs(value) < NOISE ? 0 : value);
}

/** The sum of a base with every `step`th value from `start`. */
function sumOf(cosine: Float64Array, values: Float64Array, start: number, step: number): number {
  let sum = 0;
  for (let index = 0; index < SIDE; index++) sum += (cosine[index] ?? 0) * (values[start + index * step] ?? 0);
  return sum;
}
