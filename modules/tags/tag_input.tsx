import { Combobox } from "../shared/web/combobox/combobox.tsx";
import type { Suggestion } from "../shared/web/combobox/suggestion.ts";
import { send } from "../shared/web/send.ts";

const COMPLETIONS = 10;

export interface TagInputProps {
  label: string;
  value: string;
  placeholder: string;
  invalid?: boolean;
  describedBy?: string | undefined;
  onInput: (value: string) => void;
  /** Called for keys that the list of completions does not use. */
  onKey?: (event: KeyboardEvent) => void;
}

/** A field for tag names, each of which may begin with `-`, with completions of the name before the caret. Runs in the browser. */
export function TagInput({ onInput, ...field }: TagInputProps) {
  return <Combobox {...field} name="tags" listLabel="Matching tags" suggest={completeName} onValue={onInput} />;
}

/** An item of `/api/autocomplete`. `name` is null unless it is a tag. */
type TagItem = {
  kind: string;
  name: string | null;
  alias: string | null;
  count: number | null;
  colour: string | null;
  category: string | null;
};

async function completeName(text: string, caret: number): Promise<Suggestion[]> {
  const start = nameStart(text, caret);
  const name = text.slice(start, caret);
  if (name === "") return [];
  // The API completes a search. After an open quotation mark it reads everything as part of one tag name.
  const query = new URLSearchParams({ q: `"${name.replace(/[\\"]/g, "\\$&")}`, limit: String(COMPLETIONS) });
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

/** The index at which the name before the caret begins, after its `-` if it has one. */
function nameStart(text: string, caret: number): number {
  const start = Math.max(...[" ", ",", "\t", "\n"].map((gap) => text.lastIndexOf(gap, caret - 1))) + 1;
  return text.charAt(start) === "-" ? Math.min(start + 1, caret) : start;
}
