import type { AppError } from "../../../shared/errors.ts";
import type { Values } from "../ast.ts";
import { type Metatag, takes } from "../metatags.ts";
import { searchFault } from "../search_fault.ts";
import type { Item, Span, Word } from "../word.ts";

/** The value that is being read, and its metatag. */
export interface Reading<Value = Metatag["value"]> {
  metatag: Metatag;
  /** The metatag's `value`, narrowed to its kind. */
  value: Value;
  word: Word;
  now: Date;
}

/** Makes a fault whose message says what is wrong, then what the metatag takes. */
export function unreadable({ metatag }: Reading<unknown>, span: Span, problem: string, replacement?: string): AppError {
  return searchFault(span, `${problem}. ${takes(metatag)}.`, replacement);
}

/** Reads `any`, `none` or a list. */
export function readValues<Value>(
  reading: Reading<unknown>,
  items: Item[],
  readOne: (item: Item) => Value,
): Values<Value> {
  const [first] = items;
  const word = items.length === 1 && first ? wholeWord(first) : null;
  if (word) return { kind: word };
  return { kind: "list", list: readList(reading, items, readOne) };
}

/** Reads a list. No item may be empty. */
export function readList<Value>(reading: Reading<unknown>, items: Item[], readOne: (item: Item) => Value): Value[] {
  return items.map((item) => {
    if (item.text === "") {
      throw unreadable(reading, item, items.length > 1 ? "a value is missing beside a comma" : "a value is missing");
    }
    if (items.length > 1 && wholeWord(item)) throw unreadable(reading, item, `"${item.text}" cannot be part of a list`);
    return readOne(item);
  });
}

function wholeWord({ text, quoted }: Item): "any" | "none" | null {
  const word = text.toLowerCase();
  return !quoted && (word === "any" || word === "none") ? word : null;
}
