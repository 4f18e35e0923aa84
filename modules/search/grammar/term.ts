import { TagName } from "../../tags/schemas.ts";
import type { Atom } from "./ast.ts";
import { findMetatag, METATAG_NAMES } from "./metatags.ts";
import { nearest } from "../../shared/nearest.ts";
import { searchFault } from "./search_fault.ts";
import { readValue, type Value } from "./values/read_value.ts";
import type { Span, Word } from "./word.ts";

/** Other programs write `width>5`. */
const COMPARISON = /^([a-z_][a-z0-9_]{0,39})(>=|<=|=|>|<)(.*)$/is;
const ADDRESS = /^https?$/i;

/** Reads one word. Throws `malformed`, which says what to write instead. */
export function readTerm(word: Word, now: Date): Value {
  if (word.flaw) throw searchFault(word.flaw, word.flaw.message, word.flaw.replacement);
  const metatag = word.prefix === null ? null : findMetatag(word.prefix);
  if (metatag) return readValue(metatag, word, now);
  if (!word.whole.quoted) refuseMistakes(word);
  return { kind: "atom", atom: tagOf(word) };
}

/** Refuses a word that could be a tag but looks like a mistake. In quotation marks it is a tag. */
function refuseMistakes({ text, prefix, whole, ...span }: Word): void {
  const quoted = `For a tag of this name, quote it: "${text}".`;
  if (text.startsWith("~")) {
    throw searchFault(span, `~ has no meaning here. To search for either of two tags, write (one or another).`);
  }
  if (prefix !== null && ADDRESS.test(prefix) && whole.text.startsWith("//", prefix.length + 1)) {
    throw searchFault(
      span,
      `this is an address. To find the image at it, write url:${text}. To find images of a page, write page:${text}. ${quoted}`,
    );
  }
  if (prefix !== null) {
    const meant = nearest(prefix, METATAG_NAMES);
    if (!meant) return;
    throw searchFault(
      { column: span.column, length: prefix.length },
      `${prefix}: is not known. Did you mean ${meant}:? ${quoted}`,
      meant,
    );
  }
  const [, name = "", sign = "", value = ""] = COMPARISON.exec(text) ?? [];
  if (!findMetatag(name)) return;
  const meant = `${name.toLowerCase()}:${sign === "=" ? "" : sign}${value}`;
  throw searchFault(span, `a filter and its value are separated by a colon. Did you mean ${meant}? ${quoted}`, meant);
}

function tagOf({ whole, ...span }: Word): Atom {
  if (whole.pieces.length > 1) return { kind: "wildcard", pattern: patternOf(whole.pieces, span) };
  return { kind: "tag", name: nameOf(whole.text, whole.text, span) };
}

/** Spells a pattern like a tag name. Several wildcards in a row become one. */
function patternOf(pieces: string[], span: Span): string {
  const spelled = pieces.map((piece) => piece.normalize("NFC").toLowerCase().replace(/[\s_]+/gu, "_"));
  const pattern = spelled.filter((piece, at) => piece !== "" || at === 0 || at === spelled.length - 1).join("*");
  nameOf(pattern.replaceAll("*", "x"), pattern, span);
  return pattern;
}

function nameOf(name: string, shown: string, span: Span): string {
  const read = TagName.safeParse(name);
  if (read.success) return read.data;
  const advice = name.includes(",") ? "Tags are separated by spaces" : read.error.issues[0]?.message ?? "";
  throw searchFault(
    span,
    name === "" ? "a tag is missing between the quotation marks" : `"${shown}" cannot be a tag. ${advice}.`,
  );
}
