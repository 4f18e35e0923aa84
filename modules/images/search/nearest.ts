/** Longer names are no slips of each other, and would cost time. */
const LONGEST = 40;

/** The name that differs least from what was typed, if that looks like a slip: one edit in three letters, two in six. */
export function nearest(typed: string, names: Iterable<string>): string | null {
  const text = typed.toLowerCase();
  if (text.length > LONGEST) return null;
  let best: string | null = null;
  let fewest = Math.min(2, Math.floor(text.length / 3)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - text.length) >= fewest) continue;
    const edits = editDistance(text, name);
    if (edits < fewest) [best, fewest] = [name, edits];
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that make one text of the other (optimal string alignment). */
export function editDistance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row.push(Math.min(
        at(row, j - 1) + 1,
        at(last, j) + 1,
        at(last, j - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, j - 2) + 1 : Infinity,
      ));
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, other.length);
}

function at(row: number[], index: number): number {
  return row[index] ?? Infinity;
}
