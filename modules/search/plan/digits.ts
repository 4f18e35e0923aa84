import { NUMERIC_METATAGS } from "../grammar/numbers.ts";
import { ALL, and, type BitExpression, facet, NONE, not, or } from "./bit_expression.ts";

/** Returns the images whose number is at least `bound` (a whole number), by the bitmaps of its binary digits. */
export function atLeast(field: string, bound: number): BitExpression {
  if (bound <= 0) return ALL;
  const digits = bound.toString(2);
  // From the lowest digit on, `result` holds the images whose lower digits are at least those of the bound. If the bound's next
  // digit is 1, an image needs a 1 too; if it is 0, an image with a 1 is greater whatever its lower digits are.
  let result = ALL;
  for (let exponent = 0; exponent < digits.length; exponent++) {
    const digit = facet(field, String(exponent));
    result = digits.at(-1 - exponent) === "1" ? and(digit, result) : or(digit, result);
  }
  return or(higherThan(field, digits.length), result);
}

/** Includes both bounds; null is no bound. Images without a number have 0 in every digit, so they count as 0. */
export function between(field: string, low: number | null, high: number | null): BitExpression {
  if (low !== null && high !== null && low > high) return NONE;
  return and(low === null ? ALL : atLeast(field, low), high === null ? ALL : not(atLeast(field, high + 1)));
}

/** Returns the images whose number is not 0. */
export function isNumbered(field: string): BitExpression {
  return higherThan(field, 0);
}

/** Numbers that every image has, so that 0 is a value. */
const COMPLETE: readonly string[] = NUMERIC_METATAGS.filter(({ none }) => none !== "missing").map(({ name }) => name);

/** Returns the images that have this number. */
export function hasNumber(field: string): BitExpression {
  return COMPLETE.includes(field) ? ALL : isNumbered(field);
}

/** The most digits that a number can have. */
const DIGITS = 62;

/** Returns the images with a 1 in the digit of this exponent or in a higher one. */
function higherThan(field: string, exponent: number): BitExpression {
  if (exponent >= DIGITS) return NONE;
  return facet(field, ...Array.from({ length: DIGITS - exponent }, (_, index) => String(exponent + index)));
}
