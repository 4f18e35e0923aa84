import { Combobox } from "../shared/web/combobox/combobox.tsx";
import type { Suggestion } from "../shared/web/combobox/suggestion.ts";
import { send } from "../shared/web/send.ts";

const SUGGESTIONS = 10;

export interface TagInputProps {
  label: string;
  value: string;
  placeholder: string;
  invalid?: boolean;
  describedBy?: string | undefined;
  onInput: (value: string) => void;
  /** Keys that the suggestions do not take. */
  onKey?: (event: KeyboardEvent) => void;
}

/** A field for tag names, a `-` before them allowed, with suggestions for the one under the caret. Runs in the browser. */
export function TagInput({ onInput, ...field }: TagInputProps) {
  return <Combobox {...field} name="tags" listLabel="Suggested tags" suggest={suggestTags} onValue={onInput} />;
}

/** An item of `/api/autocomplete` that is a tag. */
type TagItem = {
  kind: string;
  name: string | null;
  alias: string | null;
  count: number | null;
  colour: string | null;
  category: string | null;
};

async function suggestTags(text: string, caret: number): Promise<Suggestion[]> {
  const start = nameStart(text, caret);
  const name = text.slice(start, caret);
  if (name === "") return [];
  // In a quotation mark that is open, everything is part of a name, as it is here.
  const query = new URLSearchParams({ q: `"${name.replace(/[\\"]/g, "\\$&")}`, limit: String(SUGGESTIONS) });
  const { items } = await send<{ items: TagItem[] }>("GET", `/api/autocomplete?${query}`);
  return items.flatMap(({ name, alias, count, colour, category }) =>
    name === null ? [] : [{
      label: alias ?? name,
      note: alias === null ? null : `→ ${name}`,
      count,
      colour,
      category: category ?? "",
      insert: name,
      start,
      end: caret,
    }]
  );
}

/** Where the name before the caret begins, behind a `-`. */
function nameStart(text: string, caret: number): number {
  const start = Math.max(...[" ", ",", "\t", "\n"].map((gap) => text.lastIndexOf(gap, caret - 1))) + 1;
  return text.charAt(start) === "-" ? Math.min(start + 1, caret) : start;
}
