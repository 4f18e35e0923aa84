/** A part of the query, in UTF-16 units. Columns begin with 1. */
export interface Span {
  column: number;
  length: number;
}

/** A tag, or a metatag with its value. A word ends at white space, at an operator or at the end of a group. */
export interface Word extends Span {
  kind: "word";
  /** As it was typed. */
  text: string;
  /** The text before the first colon, as it was typed; null if it is quoted or is not a plain word. */
  prefix: string | null;
  /** The whole word without its quotes. */
  whole: Item;
  /** The text after the prefix and its colon. */
  value: Item;
  /** `value`, split at commas that are not quoted. */
  items: Item[];
  /** What is wrong with the word, whatever it means. */
  flaw: Flaw | null;
}

export interface Flaw extends Span {
  message: string;
  /** The correct text, if it is known. */
  replacement?: string;
}

/** Text without its quotes and backslashes. */
export interface Item extends Span {
  text: string;
  /** The texts between the wildcards. A `*` after a backslash in quotation marks is not a wildcard. */
  pieces: string[];
  quoted: boolean;
}

/** Consecutive characters of a word that have the same meaning. */
interface Part {
  kind: "text" | "wildcard" | "comma";
  text: string;
  quoted: boolean;
  /** Offsets in the query. */
  start: number;
  end: number;
}

interface Scan {
  readonly query: string;
  readonly start: number;
  /** True if the word is in a group. Then a closing parenthesis that has no partner in the word ends the word and the group. */
  readonly inGroup: boolean;
  at: number;
  parts: Part[];
  prefix: string | null;
  /** Number of parts that belong to the prefix and its colon. */
  valueFrom: number;
  /** Offsets of parentheses that have no partner so far. */
  opened: number[];
  closed: number[];
  flaw: Flaw | null;
}

const PREFIX = /^[a-z_][a-z0-9_]{0,39}$/i;
const SPACE = /\s/u;

/** Reads the word that begins at `start`. Never throws, but sets `flaw`. Takes linear time. */
export function scanWord(query: string, start: number, inGroup: boolean): Word {
  const scan: Scan = {
    query,
    start,
    inGroup,
    at: start,
    parts: [],
    prefix: null,
    valueFrom: 0,
    opened: [],
    closed: [],
    flaw: null,
  };
  while (scan.at < query.length && takeUnit(scan));
  const text = query.slice(start, scan.at);
  const value = scan.parts.slice(scan.valueFrom);
  const valueStart = scan.prefix === null ? start : start + scan.prefix.length + 1;
  return {
    kind: "word",
    text,
    column: start + 1,
    length: text.length,
    prefix: scan.prefix,
    whole: itemOf(scan.parts, start, scan.at),
    value: itemOf(value, valueStart, scan.at),
    items: itemsOf(value, valueStart, scan.at),
    flaw: scan.flaw ?? unpaired(scan, text),
  };
}

/** Takes one character or one quoted text. Returns false at the end of the word. */
function takeUnit(scan: Scan): boolean {
  const { query, at } = scan;
  const char = query.charAt(at);
  switch (char) {
    case `"`:
      takeQuoted(scan);
      return true;
    case "|":
      return false;
    case "&":
      if (query.charAt(at + 1) === "&") return false;
      break;
    case "(":
      scan.opened.push(at);
      break;
    case ")":
      if (scan.opened.pop() !== undefined) break;
      if (scan.inGroup) return false;
      scan.closed.push(at);
      break;
    case ":":
      takeColon(scan);
      return true;
    case "*":
      push(scan, { kind: "wildcard", text: char, quoted: false, start: at, end: at + 1 });
      return true;
    case ",":
      push(scan, { kind: "comma", text: char, quoted: false, start: at, end: at + 1 });
      return true;
    default:
      if (SPACE.test(char)) return false;
  }
  push(scan, { kind: "text", text: char, quoted: false, start: at, end: at + 1 });
  return true;
}

function takeColon(scan: Scan): void {
  const before = scan.parts[0];
  const isPrefix = scan.prefix === null && scan.parts.length === 1 && before?.kind === "text" && !before.quoted;
  const colon: Part = { kind: "text", text: ":", quoted: false, start: scan.at, end: scan.at + 1 };
  if (!isPrefix || !PREFIX.test(before.text)) return push(scan, colon);
  scan.prefix = before.text;
  scan.parts.push(colon);
  scan.valueFrom = scan.parts.length;
  scan.at = colon.end;
}

/** Adds the part, or joins it to the last one if both are text with the same quoting. */
function push(scan: Scan, part: Part): void {
  const last = scan.parts.length > scan.valueFrom ? scan.parts.at(-1) : undefined;
  scan.at = part.end;
  if (part.kind !== "text" || last?.kind !== "text" || last.quoted !== part.quoted) return void scan.parts.push(part);
  last.text += part.text;
  last.end = part.end;
}

/** Within quotation marks, a character after a backslash has no special meaning. */
function takeQuoted(scan: Scan): void {
  const { query } = scan;
  const open = scan.at;
  push(scan, { kind: "text", text: "", quoted: true, start: open, end: open + 1 });
  while (scan.at < query.length) {
    const start = scan.at;
    const char = query.charAt(start);
    if (char === `"`) return void scan.at++;
    const isEscape = char === "\\" && start + 1 < query.length;
    const text = isEscape ? query.charAt(start + 1) : char;
    push(scan, { kind: char === "*" ? "wildcard" : "text", text, quoted: true, start, end: start + (isEscape ? 2 : 1) });
  }
  scan.flaw ??= {
    column: open + 1,
    length: query.length - open,
    message: `the quotation mark is not closed. Put a second one where the value ends.`,
  };
}

/** A parenthesis without a partner is a mistake, unless the word has no letter and no digit: then it is an emoticon. */
function unpaired({ opened, closed }: Scan, text: string): Flaw | null {
  const at = closed[0] ?? opened[0];
  if (at === undefined || !/[\p{L}\p{N}]/u.test(text)) return null;
  return closed.length > 0
    ? { column: at + 1, length: 1, message: `this parenthesis closes nothing. ${QUOTE_IT}`, replacement: "" }
    : {
      column: at + 1,
      length: 1,
      message: `this parenthesis is not closed. Put a space before one that begins a group. ${QUOTE_IT}`,
    };
}

const QUOTE_IT = "Put a name or a value with a single parenthesis in quotation marks.";

function itemsOf(parts: Part[], start: number, end: number): Item[] {
  const items: Item[] = [];
  let from = 0;
  let begin = start;
  parts.forEach((part, index) => {
    if (part.kind !== "comma") return;
    items.push(itemOf(parts.slice(from, index), begin, part.start));
    from = index + 1;
    begin = part.end;
  });
  items.push(itemOf(parts.slice(from), begin, end));
  return items;
}

function itemOf(parts: Part[], start: number, end: number): Item {
  const pieces = [""];
  for (const { kind, text } of parts) {
    if (kind === "wildcard") pieces.push("");
    else pieces.push((pieces.pop() ?? "") + text);
  }
  return { text: pieces.join("*"), pieces, quoted: parts.some(({ quoted }) => quoted), column: start + 1, length: end - start };
}
