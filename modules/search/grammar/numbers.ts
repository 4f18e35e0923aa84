/** How a number is written: whole, with a decimal point, in bytes or with kb, mb, gb, or as width:height. */
export type Notation = "whole" | "decimal" | "bytes" | "ratio";

/**
 * A number of an image that searches compare and order by. Grammar, help, completion, orders and plans use this description, and
 * the view image_number has a column for it (index/sql/numbers.sql).
 */
interface NumericMetatag {
  name: string;
  aliases?: readonly string[];
  notation: Notation;
  /** `none` finds images that lack the number (missing), or whose number is 0 (zero), or is refused. */
  none: "missing" | "zero" | "refused";
  least?: number;
  most?: number;
  /** The meaning, as a phrase. */
  help: string;
  example: string;
  /** Phrases for the image that is first in descending and in ascending order. */
  first: string;
  last: string;
  orderAliases?: readonly string[];
}

export const NUMBERS = [
  {
    name: "filesize",
    aliases: ["size"],
    notation: "bytes",
    none: "refused",
    help: "the size of the file in bytes, kb, mb or gb (1 kb is 1,024 bytes); a single size with a unit matches 5 % more or less",
    example: "filesize:>1.5mb",
    first: "largest file",
    last: "smallest file",
    orderAliases: ["size"],
  },
  {
    name: "mpixels",
    aliases: ["mp"],
    notation: "decimal",
    none: "missing",
    help: "width times height in millions; a single number matches 5 % more or less",
    example: "mpixels:>2.5",
    first: "most pixels",
    last: "fewest pixels",
    orderAliases: ["resolution", "mp"],
  },
  {
    name: "width",
    notation: "whole",
    none: "missing",
    help: "the width in pixels; none: the image could not be decoded",
    example: "width:>=1920",
    first: "widest",
    last: "narrowest",
  },
  {
    name: "height",
    notation: "whole",
    none: "missing",
    help: "the height in pixels; none: the image could not be decoded",
    example: "height:<1080",
    first: "tallest",
    last: "shortest",
  },
  {
    name: "ratio",
    aliases: ["aspect"],
    notation: "ratio",
    none: "missing",
    help: "width divided by height; a single ratio matches 1 % more or less",
    example: "ratio:16:9",
    first: "largest ratio of width to height",
    last: "smallest ratio of width to height",
  },
  {
    name: "tagcount",
    aliases: ["tags"],
    notation: "whole",
    none: "zero",
    help: "how many tags it has; none: untagged",
    example: "tagcount:<3",
    first: "most tags",
    last: "fewest tags",
  },
  {
    name: "rating",
    notation: "whole",
    none: "missing",
    least: 1,
    most: 5,
    help: "the rating that people gave it, from 1 to 5",
    example: "rating:4..",
    first: "best rating",
    last: "worst rating",
  },
  {
    name: "frames",
    notation: "whole",
    none: "missing",
    help: "how many frames it has",
    example: "frames:>1",
    first: "most frames",
    last: "fewest frames",
  },
  {
    name: "sources",
    notation: "whole",
    none: "refused",
    help: "how many sources it has; a source is one place where it was seen",
    example: "sources:>5",
    first: "most sources",
    last: "fewest sources",
  },
] as const satisfies readonly NumericMetatag[];

export type NumericField = typeof NUMBERS[number]["name"];

/** `NUMBERS` with one type for all entries. */
export const NUMERIC_METATAGS: readonly (NumericMetatag & { name: NumericField })[] = NUMBERS;
