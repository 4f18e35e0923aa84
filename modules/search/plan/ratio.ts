/** The database stores a ratio as a whole number: the ratio times this, rounded down. */
const UNITS = 2 ** 24;
const FINER = 2n ** 40n;

/**
 * Returns the number that the database stores for a ratio, and the exact ratio of the shape with that number. There is at most one
 * such shape up to 4,096 pixels high, because two of them differ by more than a unit; it is the simplest fraction with the number.
 */
export function numberOfRatio(ratio: number): { number: number; shape: number } {
  const number = Math.floor(ratio * UNITS);
  if (number <= 0 || !Number.isSafeInteger(number)) return { number, shape: ratio };
  const low = { over: BigInt(number) * FINER, under: BigInt(UNITS) * FINER };
  const { over, under } = simplest(low, { ...low, over: low.over + FINER - 1n });
  return { number, shape: Number(over) / Number(under) };
}

interface Fraction {
  over: bigint;
  under: bigint;
}

/** Returns the simplest fraction from `low` to `high`, both included, by continued fractions. */
function simplest(low: Fraction, high: Fraction): Fraction {
  const whole = low.over / low.under;
  if (whole * low.under === low.over) return { over: whole, under: 1n };
  if ((whole + 1n) * high.under <= high.over) return { over: whole + 1n, under: 1n };
  const rest = ({ over, under }: Fraction) => ({ over: under, under: over - whole * under });
  const inner = simplest(rest(high), rest(low));
  return { over: whole * inner.over + inner.under, under: inner.over };
}
