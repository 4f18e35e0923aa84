import type { Suggestion } from "../../shared/web/combobox/suggestion.ts";
import { send } from "../../shared/web/send.ts";
import type { CompletionItem } from "../schemas.ts";

/** Fetches the completions at the caret of a search. Runs in the browser. */
export async function completeTerms(text: string, caret: number): Promise<Suggestion[]> {
  const query = new URLSearchParams({ q: text, caret: String(caret) });
  const { items } = await send<{ items: CompletionItem[] }>("GET", `/api/autocomplete?${query}`);
  return items.map(suggestionOf);
}

/** A tag that was found by an alias shows both names: `auto → car`. */
function suggestionOf({ insert, start, end, name, alias, count, category, colour, help }: CompletionItem): Suggestion {
  return {
    label: alias ?? name ?? insert,
    note: alias === null ? help : `→ ${name}`,
    count,
    colour,
    category: category ?? "",
    insert,
    start,
    end,
  };
}
