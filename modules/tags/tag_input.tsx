import { Combobox } from "../shared/web/combobox/combobox.tsx";
import type { Suggestion } from "../shared/web/combobox/suggestion.ts";
import { send } from "../shared/web/send.ts";
import type { Tag } from "./schemas.ts";

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

async function suggestTags(text: string, caret: number): Promise<Suggestion[]> {
  const start = nameStart(text, caret);
  const name = text.slice(start, caret);
  if (name === "") return [];
  const query = new URLSearchParams({ q: name, limit: String(SUGGESTIONS) });
  const { items } = await send<{ items: Tag[] }>("GET", `/api/tags?${query}`);
  return items.map((tag) => ({
    label: tag.name,
    note: null,
    count: tag.imageCount,
    colour: tag.colour,
    category: tag.category,
    insert: tag.name,
    start,
    end: caret,
  }));
}

/** Where the name before the caret begins, behind a `-`. */
function nameStart(text: string, caret: number): number {
  const start = Math.max(...[" ", ",", "\t", "\n"].map((gap) => text.lastIndexOf(gap, caret - 1))) + 1;
  return text.charAt(start) === "-" ? Math.min(start + 1, caret) : start;
}
