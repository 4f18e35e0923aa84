import { nearest } from "../../shared/nearest.ts";
import type { Choice } from "../grammar/choices.ts";
import { choicesOf, type Metatag, type MetatagValue } from "../grammar/metatags.ts";

/** Something that may be put at the caret, but for tags. */
export interface Suggestion {
  kind: "metatag" | "value";
  insert: string;
  help: string;
}

const VALUES_SHOWN = 10;

/** Values of the metatag: those that begin with what was typed before those of which a word does, before those it is a slip of. */
export function valuesFor({ value }: Metatag, typed: string): Suggestion[] {
  const text = typed.toLowerCase();
  const choices = [...choicesOf(value), ...plainValues(value)];
  const ranked = choices.map((choice) => ({ choice, rank: rankOf(choice, text) })).filter(({ rank }) => rank < NOT_AT_ALL);
  const slip = ranked.length > 0 ? null : nearest(text, choices.flatMap(({ name, aliases }) => [name, ...aliases]));
  const found = slip === null
    ? ranked.toSorted((one, other) => one.rank - other.rank).map(({ choice }) => choice)
    : choices.filter(({ name, aliases }) => name === slip || aliases.includes(slip));
  return found.slice(0, VALUES_SHOWN).map(({ name, help }) => ({ kind: "value", insert: name, help }));
}

const NOT_AT_ALL = 4;

function rankOf({ name, aliases }: Pick<Choice, "name" | "aliases">, typed: string): number {
  if (name === typed || aliases.includes(typed)) return 0;
  if (name.startsWith(typed)) return 1;
  if (aliases.some((alias) => alias.startsWith(typed))) return 2;
  return typed !== "" && name.split(/[_-]/).some((word) => word.startsWith(typed)) ? 3 : NOT_AT_ALL;
}

type PlainValue = Pick<Choice, "name" | "aliases" | "help">;

const plain = (name: string, help: string): PlainValue => ({ name, help, aliases: [] });
const ANY = [plain("any", "has one, whichever it is"), plain("none", "has none")];
const AGES = [
  plain("<1d", "within the last day"),
  plain("<7d", "within the last seven days"),
  plain("<1mo", "within the last month"),
  plain(">1y", "more than a year ago"),
];
const DAYS = [plain("today", "since midnight (UTC)"), plain("yesterday", "the day before")];

/** Values that are no closed list, but are often wanted. */
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
