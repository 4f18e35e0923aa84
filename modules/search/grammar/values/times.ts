import type { Atom, TimeRange } from "../ast.ts";
import type { MetatagValue } from "../metatags.ts";
import type { Item, Span } from "../word.ts";
import { ageOf } from "./age.ts";
import { periodOf } from "./period.ts";
import { type Range, readRange, writeRange } from "./ranges.ts";
import { type Reading, readList, unreadable } from "./reading.ts";

type TimeValue = Extract<MetatagValue, { kind: "time" }>;

/** The stretch of time that a date or an age names. */
export interface Stretch {
  kind: "period" | "age";
  from: number;
  to: number;
  text: string;
}

/** The bounds of years with four digits, which ISO 8601 and the database can express. */
const EARLIEST = Date.parse("0001-01-01T00:00:00.000Z");
const LATEST = Date.parse("9999-12-31T23:59:59.999Z");

export function readTime(reading: Reading<TimeValue>): Atom {
  return {
    kind: "time",
    field: reading.value.field,
    ranges: readList(reading, reading.word.items, (item) => rangeOf(reading, item)),
  };
}

function rangeOf(reading: Reading<TimeValue>, item: Item): TimeRange {
  const range = readRange(item, (text, span) => stretchOf(reading, text, span));
  if (range.kind === "between" && range.from && range.to && range.from.kind !== range.to.kind) {
    throw unreadable(reading, item, `a range has a date at both ends, or an age at both`);
  }
  const { from, to } = boundsOf(range);
  if (from !== null && to !== null && from >= to) {
    throw unreadable(reading, item, `the range ${item.text} is empty, because it begins after its end`);
  }
  return { from: clamp(from), to: clamp(to), text: writeRange(range) };
}

function stretchOf(reading: Reading<TimeValue>, text: string, span: Span): Stretch {
  const age = ageOf(text, reading.now);
  if (age) return age;
  const period = reading.value.onlyAges ? null : periodOf(text, reading.now);
  if (period) return period;
  if (/^\d+ ?m$/i.test(text)) throw unreadable(reading, span, `"${text}" may be minutes (min) or months (mo)`);
  const wanted = reading.value.onlyAges ? "not an age" : "neither a date nor an age";
  throw unreadable(reading, span, text === "" ? "a time is missing" : `"${text}" is ${wanted}`);
}

/** A greater age is an earlier time, so `<` and `>` are swapped for ages. Ages are compared as moments, dates as whole periods. */
function boundsOf(range: Range<Stretch>): { from: number | null; to: number | null } {
  switch (range.kind) {
    case "one":
      return { from: range.point.from, to: range.point.to };
    case "compare": {
      const { sign, point } = range;
      if (point.kind === "age") return sign.startsWith("<") ? { from: point.to, to: null } : { from: null, to: point.to };
      if (sign.startsWith(">")) return { from: sign === ">" ? point.to : point.from, to: null };
      return { from: null, to: sign === "<" ? point.from : point.to };
    }
    case "between": {
      const { from, to } = range;
      const isAge = (from ?? to)?.kind === "age";
      return isAge ? { from: to?.to ?? null, to: from?.to ?? null } : { from: from?.from ?? null, to: to?.to ?? null };
    }
  }
}

function clamp(moment: number | null): number | null {
  return moment === null ? null : Math.min(LATEST, Math.max(EARLIEST, moment));
}
