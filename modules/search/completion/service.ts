import type { Queryable } from "../../shared/database/handle.ts";
import { completeTags, type Completion } from "../../tags/completion/service.ts";
import { termOf } from "../../tags/urls.ts";
import type { AutocompleteItem, AutocompleteQuery } from "../schemas.ts";
import { completionAt } from "./completion_at.ts";

/** What could stand at the caret of a search: an exact tag, metatags or values, then other tags by how well they fit. */
export async function autocomplete(
  db: Queryable,
  { q, caret, limit }: AutocompleteQuery,
): Promise<{ items: AutocompleteItem[] }> {
  const { start, end, tag, suggestions } = completionAt(q, caret ?? q.length);
  const tags = tag === null ? [] : await completeTags(db, tag, limit);
  const span = { start, end };
  const fromTable = suggestions.slice(0, limit).map(({ kind, insert, help }) => ({ ...NO_TAG, ...span, kind, insert, help }));
  const fromTags = tags.slice(0, limit - fromTable.length).map((completion) => ({ ...span, ...itemOf(completion) }));
  const exact = tags.filter(({ fit }) => fit === "exact").length;
  return { items: [...fromTags.slice(0, exact), ...fromTable, ...fromTags.slice(exact)] };
}

const NO_TAG = { name: null, alias: null, count: null, category: null, colour: null };

function itemOf({ tag, alias }: Completion): Omit<AutocompleteItem, "start" | "end"> {
  const { name, imageCount, category, colour } = tag;
  return {
    kind: alias === null ? "tag" : "alias",
    insert: termOf(name),
    name,
    alias,
    count: imageCount,
    category,
    colour,
    help: null,
  };
}
