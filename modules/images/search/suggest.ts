import type { Suggestion } from "../../shared/web/combobox/suggestion.ts";
import { send } from "../../shared/web/send.ts";

/** What could stand at the caret of a search. Runs in the browser. */
export async function suggestTerms(text: string, caret: number): Promise<Suggestion[]> {
  const query = new URLSearchParams({ q: text, caret: String(caret) });
  const { items } = await send<{ items: Suggestion[] }>("GET", `/api/autocomplete?${query}`);
  return items;
}
