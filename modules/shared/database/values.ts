// @ts-types="@types/pg"
import pg from "pg";

const { builtins } = pg.types;
const BIGINT_ARRAY = 1016;

type Parser = (text: string) => unknown;

const PARSERS: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [builtins.INT8, Number],
  [BIGINT_ARRAY, parseNumbers],
  // As PostgreSQL's text: the driver would convert dates to the local time zone, and intervals to objects.
  [builtins.DATE, String],
  [builtins.INTERVAL, String],
]);

function parseNumbers(text: string): (number | null)[] {
  const inner = text.slice(1, -1);
  return inner === "" ? [] : inner.split(",").map((part) => part === "NULL" ? null : Number(part));
}

/** How column values are converted: like the driver does, but bigint to a number, and dates and intervals to text. */
export const VALUE_TYPES: pg.CustomTypesConfig = {
  getTypeParser: (type, format) => PARSERS.get(type) ?? pg.types.getTypeParser(type, format),
};
