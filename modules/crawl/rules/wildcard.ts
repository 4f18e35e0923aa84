/** A text in which `*` stands for any run of characters, taken apart for matching: its pieces are looked for one after another. */
export interface Wildcard {
  /** What a text begins with. */
  readonly head: string;
  /** What follows, in this order, with anything in between. */
  readonly middle: readonly Piece[];
  /** What a text ends with; null where anything may follow. */
  readonly tail: string | null;
  /** There is no wildcard: `head` and `tail` are one and the same text. */
  readonly literal: boolean;
  /** Of the texts that match, the shortest one's length. */
  readonly shortest: number;
}

interface Piece {
  readonly text: string;
  borders: Uint32Array | null;
}

/** How much may still be compared, in characters; below 0 the answer is not to be relied on. */
export interface Work {
  left: number;
}

/** The engine's own search is linear up to here (Boyer-Moore on the last 250 characters), and quadratic beyond. */
const SEARCHABLE = 200;
/** What it costs to begin a search, and how much slower than the engine's is ours. */
const SEARCH = 16;
const OWN_SEARCH = 5;

/** Takes a pattern apart. `whole`: the text has to end where the pattern ends. */
export function compileWildcard(pattern: string, { whole }: { whole: boolean }): Wildcard {
  const [head = "", ...rest] = pattern.split("*");
  const literal = rest.length === 0;
  const tail = !whole ? null : literal ? "" : rest.pop() ?? "";
  const middle = rest.filter((text) => text !== "").map((text) => ({ text, borders: null }));
  const shortest = head.length + (tail?.length ?? 0) + middle.reduce((sum, { text }) => sum + text.length, 0);
  return { head, middle, tail, literal, shortest };
}

/** Whether a text matches, in time linear in the two of them: no backtracking, as the first place for a piece is the best one. */
export function matchesWildcard(wildcard: Wildcard, text: string, work: Work = { left: Infinity }): boolean {
  const { head, middle, tail, literal, shortest } = wildcard;
  if (text.length < shortest || !text.startsWith(head)) return false;
  if (tail !== null && (literal ? text.length !== head.length : !text.endsWith(tail))) return false;
  const end = text.length - (tail?.length ?? 0);
  let at = head.length;
  for (const piece of middle) {
    if (work.left < 0) return false;
    const found = find(piece, text, at);
    const compared = piece.text.length + (found === -1 ? text.length : found) - at;
    work.left -= SEARCH + (piece.text.length > SEARCHABLE ? compared * OWN_SEARCH : compared);
    at = found + piece.text.length;
    if (found === -1 || at > end) return false;
  }
  return true;
}

function find(piece: Piece, text: string, from: number): number {
  if (piece.text.length <= SEARCHABLE) return text.indexOf(piece.text, from);
  const borders = piece.borders ??= bordersOf(piece.text);
  let matched = 0;
  for (let at = from; at < text.length; at++) {
    while (matched > 0 && text[at] !== piece.text[matched]) matched = borders[matched - 1] ?? 0;
    if (text[at] === piece.text[matched]) matched++;
    if (matched === piece.text.length) return at + 1 - matched;
  }
  return -1;
}

/** The failure function of Knuth, Morris and Pratt: for each prefix, how long its longest border is. */
function bordersOf(text: string): Uint32Array {
  const borders = new Uint32Array(text.length);
  let length = 0;
  for (let at = 1; at < text.length; at++) {
    while (length > 0 && text[at] !== text[length]) length = borders[length - 1] ?? 0;
    if (text[at] === text[length]) length++;
    borders[at] = length;
  }
  return borders;
}
