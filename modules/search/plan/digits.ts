import { NUMERIC_METATAGS } from "../grammar/numbers.ts";
import { ALL, and, type BitExpression, facet, NONE, not, or } from "./bit_expression.ts";

/** Images whose number is at least `bound` (a whole number), by the bitmaps of its binary digits. */
export function atLeast(field: string, bound: number): BitExpression {
  if (bound <= 0) return ALL;
  const digits = bound.toString(2);
  // From the last digit on: what is equal so far stays where the bound has a 1, and whatever has a 1 there wins where it has a 0.
  let result = ALL;
  for (let exponent = 0; exponent < digits.length; exponent++) {
    const digit = facet(field, String(exponent));
    result = digits.at(-1 - exponent) === "1" ? and(digit, result) : or(digit, result);
  }
  return or(higherThan(field, digits.length), result);
}

/** Images whose number lies between the bounds, both within; null is no bound. Those without a number have 0 in every digit. */
export function between(field: string, low: number | null, high: number | null): BitExpression {
  if (low !== null && high !== null && low > high) return NONE;
  return and(low === null ? ALL : atLeast(field, low), high === null ? ALL : not(atLeast(field, high + 1)));
}

/** Images with any number but 0. */
export function isNumbered(field: string): BitExpression {
  return higherThan(field, 0);
}

/** Numbers that every image has: 0 is a value of theirs. */
const COMPLETE: readonly string[] = NUMERIC_METATAGS.filter(({ none }) => none !== "missing").map(({ name }) => name);

/** Images that have a value of the field. */
export function hasNumber(field: string): BitExpression {
  return COMPLETE.includes(field) ? ALL : isNumbered(field);
}

/** No number has more digits. */
const DIGITS = 62;

/** Images with a 1 among the digits from this one on. */
function higherThan(field: string, exponent: number): BitExpression {
  if (exponent >= DIGITS) return NONE;
  return facet(field, ...Array.from({ length: DIGITS - exponent }, (_, index) => String(exponent + index)));
}
