/** How a number is written: whole; with a point; in bytes with kb, mb, gb; as width:height. */
export type Notation = "whole" | "decimal" | "bytes" | "ratio";

/**
 * A number of an image that searches compare and order by, described once: grammar, help, completion, orders and plans read it
 * here. The database has it as a column of the view image_number (index/sql/numbers.sql).
 */
interface NumericMetatag {
  name: string;
  aliases?: readonly string[];
  notation: Notation;
  /** Images that `none` finds: those that lack the number; those where it is 0; or none, because `none` is refused. */
  none: "missing" | "zero" | "refused";
  least?: number;
  most?: number;
  /** What it asks, as a phrase. */
  help: string;
  example: string;
  /** What comes first in its order, as a phrase. */
  first: string;
  orderAliases?: readonly string[];
}

export const NUMBERS = [
  {
    name: "filesize",
    aliases: ["size"],
    notation: "bytes",
    none: "refused",
    help: "bytes, or kb, mb, gb of 1024; a single size with a unit stands for 5 % around it",
    example: "filesize:>1.5mb",
    first: "the largest file",
    orderAliases: ["size"],
  },
  {
    name: "mpixels",
    aliases: ["mp"],
    notation: "decimal",
    none: "missing",
    help: "width times height in millions; a single number stands for 5 % around it",
    example: "mpixels:>2.5",
    first: "the most pixels",
    orderAliases: ["resolution", "mp"],
  },
  {
    name: "width",
    notation: "whole",
    none: "missing",
    help: "pixels from left to right; none: kept undecoded",
    example: "width:>=1920",
    first: "the widest",
  },
  {
    name: "height",
    notation: "whole",
    none: "missing",
    help: "pixels from top to bottom; none: kept undecoded",
    example: "height:<1080",
    first: "the highest",
  },
  {
    name: "ratio",
    aliases: ["aspect"],
    notation: "ratio",
    none: "missing",
    help: "width by height; a single one stands for 1 % around it",
    example: "ratio:16:9",
    first: "the widest beside its height",
  },
  {
    name: "tagcount",
    aliases: ["tags"],
    notation: "whole",
    none: "zero",
    help: "how many tags it has; none: untagged",
    example: "tagcount:<3",
    first: "the most tags",
  },
  {
    name: "rating",
    notation: "whole",
    none: "missing",
    least: 1,
    most: 5,
    help: "what people rated it, 1 to 5",
    example: "rating:4..",
    first: "the best rating",
  },
  {
    name: "frames",
    notation: "whole",
    none: "missing",
    help: "how many frames it has",
    example: "frames:>1",
    first: "the most frames",
  },
  {
    name: "sources",
    notation: "whole",
    none: "refused",
    help: "at how many places it was seen",
    example: "sources:>5",
    first: "what was seen in the most places",
  },
] as const satisfies readonly NumericMetatag[];

export type NumericField = typeof NUMBERS[number]["name"];

/** The same, typed alike. */
export const NUMERIC_METATAGS: readonly (NumericMetatag & { name: NumericField })[] = NUMBERS;
