import type { Atom } from "../ast.ts";
import type { Choice } from "../choices.ts";
import { FILE_TYPES, FOUND_KINDS, HAS_FLAGS, IS_FLAGS } from "../choices.ts";
import { choicesOf } from "../metatags.ts";
import { nearest } from "../../../shared/nearest.ts";
import type { Item } from "../word.ts";
import { type Reading, readList, readValues, unreadable } from "./reading.ts";

/** Reads one value of a closed list. Throws `malformed`, which names the nearest one. */
export function readChoice<Value>(reading: Reading, choices: readonly Choice<Value>[]): Value {
  const { value: item } = reading.word;
  const found = findChoice(choices, item.text);
  if (found) return found.value;
  if (item.text === "") throw unreadable(reading, item, "a value is missing");
  throw unreadable(reading, item, notKnown(reading, item), nearestOf(reading, item) ?? undefined);
}

/** Reads the value of `is:`, such as "trashed". */
export function readIs(reading: Reading): Atom {
  return { kind: "is", flag: readChoice(reading, IS_FLAGS) };
}

export function readHas(reading: Reading): Atom {
  return { kind: "has", flag: readChoice(reading, HAS_FLAGS) };
}

/** An image may have any extension, so only one that looks like a misspelled one is refused. */
export function readFileType(reading: Reading): Atom {
  const extensions = readList(reading, reading.word.items, (item) => {
    const name = item.text.toLowerCase().replace(/^(?:\.|image\/)/, "");
    return openChoice(reading, { ...item, text: name }, FILE_TYPES, /^[a-z0-9]{2,5}$/);
  });
  return { kind: "filetype", extensions };
}

/** A custom crawler may report kinds that are not in the list. */
export function readFound(reading: Reading): Atom {
  const readOne = (item: Item) => openChoice(reading, item, FOUND_KINDS, /^[a-z0-9][a-z0-9_.:-]{0,39}$/);
  return { kind: "found", kinds: readValues(reading, reading.word.items, readOne) };
}

function openChoice(reading: Reading, item: Item, choices: readonly Choice[], shape: RegExp): string {
  const found = findChoice(choices, item.text);
  if (found) return found.value;
  const text = item.text.toLowerCase();
  const meant = nearest(text, namesOf(choices));
  if (shape.test(text) && (meant === null || item.quoted)) return text;
  throw unreadable(
    reading,
    item,
    notKnown(reading, item) + (meant ? `. If it is correct, put it in quotation marks` : ""),
    meant ?? undefined,
  );
}

function notKnown(reading: Reading, item: Item): string {
  const meant = nearestOf(reading, item);
  return `"${item.text}" is not known${meant ? ` (did you mean ${reading.metatag.name}:${meant}?)` : ""}`;
}

function nearestOf({ metatag }: Reading, item: Item): string | null {
  return nearest(item.text, namesOf(choicesOf(metatag.value)));
}

function findChoice<Value>(choices: readonly Choice<Value>[], text: string): Choice<Value> | undefined {
  const name = text.toLowerCase();
  return choices.find((choice) => choice.name === name || choice.aliases.includes(name));
}

function namesOf(choices: readonly Choice<unknown>[]): string[] {
  return choices.flatMap(({ name, aliases }) => [name, ...aliases]);
}
