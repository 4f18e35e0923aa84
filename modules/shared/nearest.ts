/** The longest name that is compared. Longer names are seldom mistyped into each other, and would cost time. */
const LONGEST = 24;

/** Returns the name that differs least from a typed one, if the difference may be a typing error. */
export function nearest(typed: string, names: Iterable<string>): string | null {
  if (typed.length > LONGEST) return null;
  const text = typed.toLowerCase();
  let best: string | null = null;
  let most = editsAllowed(text);
  for (const name of names) {
    const edits = editDistance(text, name, most);
    if (edits > most) continue;
    best = name;
    most = edits - 1;
  }
  return best;
}

/** Returns how many edits may be typing errors: one in three letters, two in six. */
export function editsAllowed(typed: string): number {
  return Math.min(2, Math.floor(typed.length / 3));
}

/**
 * Returns the number of insertions, deletions, replacements and swaps of neighbours that turn one text into the other (optimal
 * string alignment), or Infinity if it is more than `most`, which ends the computation early.
 */
export function editDistance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return Infinity;
  let [beforeLast, last, row] = [rowOf(other), rowOf(other), rowOf(other)];
  for (let i = 1; i <= one.length; i++) {
    if (fillRow(row, { last, beforeLast }, one, other, i) > most) return Infinity;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  const edits = at(last, other.length);
  return edits <= most ? edits : Infinity;
}

/** Fills a row with the fewest edits from the first `i` letters to the first `j` letters, for every `j`. Returns the least of them. */
function fillRow(row: number[], above: { last: number[]; beforeLast: number[] }, one: string, other: string, i: number): number {
  const letter = one.charAt(i - 1);
  row[0] = i;
  let least = i;
  for (let j = 1; j <= other.length; j++) {
    const replaced = at(above.last, j - 1) + (letter === other.charAt(j - 1) ? 0 : 1);
    let edits = Math.min(at(row, j - 1) + 1, at(above.last, j) + 1, replaced);
    const isSwap = i > 1 && j > 1 && letter === other.charAt(j - 2) && one.charAt(i - 2) === other.charAt(j - 1);
    if (isSwap) edits = Math.min(edits, at(above.beforeLast, j - 2) + 1);
    row[j] = edits;
    least = Math.min(least, edits);
  }
  return least;
}

function rowOf(other: string): number[] {
  return Array.from({ length: other.length + 1 }, (_, index) => index);
}

function at(row: number[], index: number): number {
  return row[index] ?? Infinity;
}
