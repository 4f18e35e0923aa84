/** The database keeps the ratio of a shape as a whole number of these, rounded down. */
const UNITS = 2 ** 24;
const FINER = 2n ** 40n;

/**
 * The whole number under which the database keeps a ratio, and the ratio of the shape that has it: two shapes whose heights are at
 * most 4,096 differ by more than a unit, so that at most one such shape has the number, and it is the simplest one there.
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

/** The fraction with the smallest numbers between two, both within (by their continued fractions). */
function simplest(low: Fraction, high: Fraction): Fraction {
  const whole = low.over / low.under;
  if (whole * low.under === low.over) return { over: whole, under: 1n };
  if ((whole + 1n) * high.under <= high.over) return { over: whole + 1n, under: 1n };
  const rest = ({ over, under }: Fraction) => ({ over: under, under: over - whole * under });
  const inner = simplest(rest(high), rest(low));
  return { over: whole * inner.over + inner.under, under: inner.over };
}
