import type { Queryable } from "../../shared/database/handle.ts";
import { completeTags, type Completion } from "../../tags/completion/service.ts";
import { termOf } from "../../tags/urls.ts";
import type { CompletionItem, CompletionQuery } from "../schemas.ts";
import { completionAt } from "./completion_at.ts";

/** Returns the completions at the caret: the tag that was typed exactly, then metatags or values, then other tags, best first. */
export async function completeSearch(
  db: Queryable,
  { q, caret, limit }: CompletionQuery,
): Promise<{ items: CompletionItem[] }> {
  const { start, end, tag, completions } = completionAt(q, caret ?? q.length);
  const tags = tag === null ? [] : await completeTags(db, tag, limit);
  const span = { start, end };
  const fromMetatags = completions.slice(0, limit).map(({ kind, insert, help }) => ({ ...NO_TAG, ...span, kind, insert, help }));
  const fromTags = tags.slice(0, limit - fromMetatags.length).map((completion) => ({ ...span, ...itemOf(completion) }));
  const exact = tags.filter(({ fit }) => fit === "exact").length;
  return { items: [...fromTags.slice(0, exact), ...fromMetatags, ...fromTags.slice(exact)] };
}

const NO_TAG = { name: null, alias: null, count: null, category: null, colour: null };

function itemOf({ tag, alias }: Completion): Omit<CompletionItem, "start" | "end"> {
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
