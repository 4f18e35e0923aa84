// @ts-types="@types/pg"
import pg from "pg";

const { builtins } = pg.types;
const BIGINT_ARRAY = 1016;

type Parser = (text: string) => unknown;

const PARSERS: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [builtins.INT8, Number],
  [BIGINT_ARRAY, parseNumbers],
  // Text as PostgreSQL gives it: the driver would make a date of the local time zone, and objects of intervals.
  [builtins.DATE, String],
  [builtins.INTERVAL, String],
]);

function parseNumbers(text: string): (number | null)[] {
  const inner = text.slice(1, -1);
  return inner === "" ? [] : inner.split(",").map((part) => part === "NULL" ? null : Number(part));
}

/** How columns become JavaScript values: the driver's own ways, but bigint as number. */
export const VALUE_TYPES: pg.CustomTypesConfig = {
  getTypeParser: (type, format) => PARSERS.get(type) ?? pg.types.getTypeParser(type, format),
};
