const SIDE = 32;
const BANDS = 8;
/** The least standard deviation in grey levels. Flatter pictures have no hash, because all of them would be duplicates. */
const FLAT = 1;
/** A weaker frequency (16 per grey level) is an encoder's noise and counts as 0. In simple drawings most bits would be random. */
const NOISE = 16;
/** The least number of set bits. A hash with fewer would be near those of all other plain patterns. */
const FEWEST = 12;

/** The DCT-II bases 1 to 8, as COSINES[band][x]. Base 0 is the average, which says nothing about shape. */
const COSINES = Array.from(
  { length: BANDS },
  (_, band) => Float64Array.from({ length: SIDE }, (_, x) => Math.cos(((2 * x + 1) * (band + 1) * Math.PI) / (2 * SIDE))),
);

/**
 * Returns a 64-bit perceptual hash of a grey picture of 32 x 32 pixels, as 16 hexadecimal digits: one bit for each of the 8 x 8
 * lowest frequencies, set if it is above their median. Returns null if the picture is flat or a plain pattern. A distance of up
 * to 8 bits means "the same picture".
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

/** Returns the sum of a base times every `step`th value from `start`. */
function sumOf(cosine: Float64Array, values: Float64Array, start: number, step: number): number {
  let sum = 0;
  for (let index = 0; index < SIDE; index++) sum += (cosine[index] ?? 0) * (values[start + index * step] ?? 0);
  return sum;
}
