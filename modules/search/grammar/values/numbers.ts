import type { Atom, NumberRange } from "../ast.ts";
import type { MetatagValue } from "../metatags.ts";
import type { Notation } from "../numbers.ts";
import type { Item, Span } from "../word.ts";
import { type Range, readRange, writeRange } from "./ranges.ts";
import { type Reading, readList, readValues, unreadable } from "./reading.ts";

type NumberValue = Extract<MetatagValue, { kind: "number" }>;

interface Point {
  value: number;
  /** The share by which an image's number may differ from a single number in a search. */
  tolerance: number;
  text: string;
}

const DECIMAL = String.raw`\d{1,15}(?:\.\d{1,6})?|\.\d{1,6}`;
const SIZE = new RegExp(`^(${DECIMAL}) ?(b|kb?|kib|mb?|mib|gb?|gib)$`, "i");
const RATIO = new RegExp(`^(${DECIMAL})[:/x](${DECIMAL})$`, "i");
const PLAIN = new RegExp(`^(?:${DECIMAL})$`);
const UNITS: Record<string, number> = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };

/** Nobody who writes 2mb means exactly 2,097,152 bytes, and nobody who writes 2 megapixels means exactly 2,000,000 pixels. */
const TOLERANCE = 0.05;
/** With this tolerance, 16:9 (1.778) matches 1366x768, but neither 1.85 nor 5:3. */
const RATIO_TOLERANCE = 0.01;

export function readNumber(reading: Reading<NumberValue>): Atom {
  const { value: { field, optional }, word: { items } } = reading;
  const readOne = (item: Item) => rangeOf(reading, item);
  const values = optional
    ? readValues(reading, items, readOne)
    : { kind: "list" as const, list: readList(reading, items, readOne) };
  return { kind: "number", field, values };
}

function rangeOf(reading: Reading<NumberValue>, item: Item): NumberRange {
  const range = readRange(item, (text, span) => pointOf(reading, text, span));
  const isWhole = ["whole", "bytes"].includes(reading.value.notation);
  if (range.kind === "between" && range.from && range.to && range.from.value > range.to.value) {
    throw unreadable(reading, item, `the range ${item.text} is empty, because it begins above its end`);
  }
  return { ...(isWhole ? wholeBounds(range) : boundsOf(range)), text: writeRange(range) };
}

function pointOf(reading: Reading<NumberValue>, text: string, span: Span): Point {
  const { notation, least = 0, most = Number.MAX_SAFE_INTEGER } = reading.value;
  const point = READERS[notation](text);
  if (!point) throw unreadable(reading, span, text === "" ? "a number is missing" : `"${text}" is not a valid number here`);
  if (point.value < least || point.value > most) throw unreadable(reading, span, `${text} is not between ${least} and ${most}`);
  return point;
}

const READERS: Record<Notation, (text: string) => Point | null> = {
  whole: (text) => /^\d{1,16}$/.test(text) ? { value: Number(text), tolerance: 0, text: String(Number(text)) } : null,
  decimal: (text) => PLAIN.test(text) ? { value: Number(text), tolerance: TOLERANCE, text: String(Number(text)) } : null,
  bytes: (text) => READERS.whole(text) ?? sizeOf(text),
  ratio: (text) => ratioOf(text),
};

function sizeOf(text: string): Point | null {
  const [, digits, unit] = SIZE.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return null;
  const name = unit.toLowerCase() === "b" ? "b" : `${unit.charAt(0).toLowerCase()}b`;
  return { value: Number(digits) * (UNITS[name] ?? 1), tolerance: name === "b" ? 0 : TOLERANCE, text: Number(digits) + name };
}

function ratioOf(text: string): Point | null {
  const [, width, height] = RATIO.exec(text) ?? [];
  if (width === undefined || height === undefined) {
    return PLAIN.test(text) ? { value: Number(text), tolerance: RATIO_TOLERANCE, text: String(Number(text)) } : null;
  }
  const value = Number(width) / Number(height);
  return Number.isFinite(value) ? { value, tolerance: RATIO_TOLERANCE, text: `${Number(width)}:${Number(height)}` } : null;
}

type Bounds = Omit<NumberRange, "text">;

/** Turns a bound that is excluded into the next whole number, so that the range includes both bounds. */
function wholeBounds(range: Range<Point>): Bounds {
  const { min, max, minExcluded, maxExcluded } = boundsOf(range);
  return {
    min: min === null ? null : minExcluded ? Math.floor(min) + 1 : Math.ceil(min),
    max: max === null ? null : maxExcluded ? Math.ceil(max) - 1 : Math.floor(max),
    minExcluded: false,
    maxExcluded: false,
  };
}

function boundsOf(range: Range<Point>): Bounds {
  const closed = { minExcluded: false, maxExcluded: false };
  switch (range.kind) {
    case "one": {
      const { value, tolerance } = range.point;
      return { min: value * (1 - tolerance), max: value * (1 + tolerance), ...closed };
    }
    case "between":
      return { min: range.from?.value ?? null, max: range.to?.value ?? null, ...closed };
    case "compare": {
      const { sign, point: { value } } = range;
      return sign.startsWith(">")
        ? { min: value, max: null, minExcluded: sign === ">", maxExcluded: false }
        : { min: null, max: value, minExcluded: false, maxExcluded: sign === "<" };
    }
  }
}
