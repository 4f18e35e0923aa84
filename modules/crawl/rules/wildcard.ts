/** A compiled pattern in which `*` stands for any characters. Its pieces are looked for one after another. */
export interface Wildcard {
  /** A matching text begins with this. */
  readonly head: string;
  /** The pieces that follow, in this order, with any characters in between. */
  readonly middle: readonly Piece[];
  /** A matching text ends with this; "" if the pattern ends with `*`. Null if it was compiled without `whole`: then anything may follow. */
  readonly tail: string | null;
  /** Whether the pattern has no `*`. Then a matching text is `head`, or begins with it if the pattern was compiled without `whole`. */
  readonly isLiteral: boolean;
  /** The length of the shortest text that matches. */
  readonly shortest: number;
}

interface Piece {
  readonly text: string;
  borders: Uint32Array | null;
}

/** How many characters may still be compared. Once it is below 0, the answer of `matchesWildcard()` means nothing. */
export interface Work {
  left: number;
}

/** V8's `indexOf` is linear for pieces up to this length (Boyer-Moore on the last 250 characters), and quadratic beyond. */
const SEARCHABLE = 200;
/** The cost of beginning a search, and how many times slower than V8's our own search is. */
const SEARCH = 16;
const OWN_SEARCH = 5;

/** Compiles a pattern. `whole`: the text must end where the pattern ends. */
export function compileWildcard(pattern: string, { whole }: { whole: boolean }): Wildcard {
  const [head = "", ...rest] = pattern.split("*");
  const isLiteral = rest.length === 0;
  const tail = !whole ? null : isLiteral ? "" : rest.pop() ?? "";
  const middle = rest.filter((text) => text !== "").map((text) => ({ text, borders: null }));
  const shortest = head.length + (tail?.length ?? 0) + middle.reduce((sum, { text }) => sum + text.length, 0);
  return { head, middle, tail, isLiteral, shortest };
}

/** Whether a text matches, in linear time: it never goes back, because the first position of a piece is always the best one. */
export function matchesWildcard(wildcard: Wildcard, text: string, work: Work = { left: Infinity }): boolean {
  const { head, middle, tail, isLiteral, shortest } = wildcard;
  if (text.length < shortest || !text.startsWith(head)) return false;
  if (tail !== null && (isLiteral ? text.length !== head.length : !text.endsWith(tail))) return false;
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

/** The failure function of Knuth, Morris and Pratt: the length of the longest border of each prefix. */
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
