import { nearest } from "../../shared/nearest.ts";
import type { Choice } from "../grammar/choices.ts";
import { choicesOf, type Metatag, type MetatagValue } from "../grammar/metatags.ts";

/** A metatag or a value of one that can be inserted at the caret. */
export interface MetatagCompletion {
  kind: "metatag" | "value";
  insert: string;
  help: string;
}

const VALUES_SHOWN = 10;

/**
 * Returns values of the metatag: those that begin with the text, then those with a word that does. If there are none, returns the
 * values that are nearest to the text.
 */
export function valuesFor({ value }: Metatag, typed: string): MetatagCompletion[] {
  const text = typed.toLowerCase();
  const choices = [...choicesOf(value), ...plainValues(value)];
  const ranked = choices.map((choice) => ({ choice, rank: rankOf(choice, text) })).filter(({ rank }) => rank < NO_MATCH);
  const meant = ranked.length > 0 ? null : nearest(text, choices.flatMap(({ name, aliases }) => [name, ...aliases]));
  const found = meant === null
    ? ranked.toSorted((one, other) => one.rank - other.rank).map(({ choice }) => choice)
    : choices.filter(({ name, aliases }) => name === meant || aliases.includes(meant));
  return found.slice(0, VALUES_SHOWN).map(({ name, help }) => ({ kind: "value", insert: name, help }));
}

const NO_MATCH = 4;

function rankOf({ name, aliases }: Pick<Choice, "name" | "aliases">, typed: string): number {
  if (name === typed || aliases.includes(typed)) return 0;
  if (name.startsWith(typed)) return 1;
  if (aliases.some((alias) => alias.startsWith(typed))) return 2;
  return typed !== "" && name.split(/[_-]/).some((word) => word.startsWith(typed)) ? 3 : NO_MATCH;
}

type PlainValue = Pick<Choice, "name" | "aliases" | "help">;

const plain = (name: string, help: string): PlainValue => ({ name, help, aliases: [] });
const ANY = [plain("any", "has a value"), plain("none", "has no value")];
const AGES = [
  plain("<1d", "within the last day"),
  plain("<7d", "within the last seven days"),
  plain("<1mo", "within the last month"),
  plain(">1y", "more than a year ago"),
];
const DAYS = [plain("today", "since midnight (UTC)"), plain("yesterday", "the day before")];

/** Frequent values of metatags that accept other values too. */
function plainValues(value: MetatagValue): PlainValue[] {
  switch (value.kind) {
    case "number":
      return value.optional ? ANY : [];
    case "time":
      return value.onlyAges ? AGES : [...DAYS, ...AGES];
    case "text":
    case "job":
    case "found":
      return ANY;
    default:
      return [];
  }
}
