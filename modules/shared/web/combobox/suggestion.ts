/** One thing that could stand at the caret of a field. Offsets are UTF-16 units of the field's value. */
export interface Suggestion {
  /** What the list shows: a name, a metatag with its colon, a value. */
  label: string;
  /** What it means or stands for, shown dimmed behind it. */
  note: string | null;
  count: number | null;
  /** Of its category; null where it has none. */
  colour: string | null;
  category: string;
  /** Replaces what stands from `start` to `end`. */
  insert: string;
  start: number;
  end: number;
}

/** What could stand at the caret; rejects where it cannot be known. */
export type Suggest = (text: string, caret: number) => Promise<Suggestion[]>;

/** The text with the suggestion taken, and where the caret then stands: behind a space, but for a metatag, whose value follows. */
export function takeSuggestion(text: string, { insert, start, end }: Suggestion): { text: string; caret: number } {
  const rest = text.slice(end);
  const goesOn = insert.endsWith(":");
  const gap = goesOn || /^\s/u.test(rest) ? "" : " ";
  return { text: text.slice(0, start) + insert + gap + rest, caret: start + insert.length + (goesOn ? 0 : 1) };
}
