import type { NumberField, NumberRange, TimeRange, Values } from "../grammar/ast.ts";
import { NUMERIC_METATAGS } from "../grammar/numbers.ts";
import { ALL, and, atom, type BitExpression, NONE, not, or } from "./bit_expression.ts";
import { between, hasNumber, isNumbered } from "./digits.ts";
import { numberOfRatio } from "./ratio.ts";

/** Returns the facet with a field's digits. It has the field's name, except that mpixels are stored as pixels. */
export function digitsOf<Field extends string>(field: Field): Exclude<Field, "mpixels"> | "pixels" {
  return field === "mpixels" ? "pixels" : field as Exclude<Field, "mpixels">;
}

/** Milliseconds from the year 1, from which the database counts, to 1970. */
export const ERA_MILLISECONDS = 62_135_596_800_000;

/** Returns the images whose number matches. */
export function numberBits(field: NumberField, values: Values<NumberRange>): BitExpression {
  if (field === "id") return idBits(values);
  const name = digitsOf(field);
  const known = hasNumber(name);
  if (values.kind !== "list") {
    const isZeroNone = NUMERIC_METATAGS.some((number) => number.name === field && number.none === "zero");
    const some = isZeroNone ? isNumbered(name) : known;
    return values.kind === "any" ? some : not(some);
  }
  return or(...values.list.map((range) => {
    const low = lowest(field, range);
    return and(low !== null && low > 0 ? ALL : known, between(name, low, highest(field, range)));
  }));
}

function idBits(values: Values<NumberRange>): BitExpression {
  if (values.kind !== "list") return values.kind === "any" ? ALL : NONE;
  return or(...values.list.map(({ min, max }) => {
    const [low, high] = [Math.max(min ?? 1, 1), Math.min(max ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)];
    return low > high ? NONE : atom({ kind: "range", low, high });
  }));
}

/** Returns the lowest number in the database that is in the range, or null if the range has no lower bound. */
function lowest(field: NumberField, { min, minExcluded }: NumberRange): number | null {
  if (min === null) return null;
  switch (field) {
    case "mpixels":
      return firstFrom(min * 1e6, (pixels) => minExcluded ? pixels / 1e6 > min : pixels / 1e6 >= min);
    case "ratio": {
      const { number, shape } = numberOfRatio(min);
      return clamp(shape > min || (shape === min && !minExcluded) ? number : number + 1);
    }
    default:
      return clamp(min);
  }
}

function highest(field: NumberField, { max, maxExcluded }: NumberRange): number | null {
  if (max === null) return null;
  switch (field) {
    case "mpixels":
      return firstFrom(max * 1e6, (pixels) => maxExcluded ? pixels / 1e6 >= max : pixels / 1e6 > max) - 1;
    case "ratio": {
      const { number, shape } = numberOfRatio(max);
      return clamp(shape < max || (shape === max && !maxExcluded) ? number : number - 1);
    }
    default:
      return clamp(max);
  }
}

/** Returns the lowest whole number that passes. Because division rounds, `guess` may differ from it by one. */
function firstFrom(guess: number, passes: (candidate: number) => boolean): number {
  const start = clamp(Math.floor(guess) - 1);
  for (let candidate = start; candidate < start + 4; candidate++) if (passes(candidate)) return candidate;
  return start + 4;
}

/** No number of an image is beyond the safe integers. */
function clamp(value: number): number {
  return Math.max(-1, Math.min(value, Number.MAX_SAFE_INTEGER - 1));
}

/** Returns the images whose time is in one of the ranges. */
export function timeBits(field: "created" | "taken" | "crawled", ranges: TimeRange[]): BitExpression {
  return or(...ranges.map(({ from, to }) => {
    const [low, high] = [from === null ? null : from + ERA_MILLISECONDS, to === null ? null : to + ERA_MILLISECONDS - 1];
    return and(low !== null && low > 0 ? ALL : isNumbered(field), between(field, low, high));
  }));
}
