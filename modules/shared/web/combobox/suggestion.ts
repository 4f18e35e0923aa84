/** One completion of the text at the caret of a field. Offsets are UTF-16 units of the field's value. */
export interface Suggestion {
  /** The text in the list: a name, a metatag with its colon, or a value. */
  label: string;
  /** What it means, shown dimmed after the label. */
  note: string | null;
  count: number | null;
  /** Colour of the tag's category, or null if there is none. */
  colour: string | null;
  category: string;
  /** Replaces the text from `start` to `end`. */
  insert: string;
  start: number;
  end: number;
}

/** Returns the completions of the text at the caret. Rejects if they cannot be fetched. */
export type Suggest = (text: string, caret: number) => Promise<Suggestion[]>;

/** Returns the text with the suggestion inserted, and the new caret: after a space, or directly after a metatag's colon. */
export function takeSuggestion(text: string, { insert, start, end }: Suggestion): { text: string; caret: number } {
  const rest = text.slice(end);
  const goesOn = insert.endsWith(":");
  const gap = goesOn || /^\s/u.test(rest) ? "" : " ";
  return { text: text.slice(0, start) + insert + gap + rest, caret: start + insert.length + (goesOn ? 0 : 1) };
}
