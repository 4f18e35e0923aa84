import { splitNames } from "../../../shared/text.ts";

/** What shall become of tags: on all selected images, or on none. A tag that is not named stays as it is. */
export type Changes = ReadonlyMap<string, "all" | "none">;

/** The next state of a tag that is pressed: all, none, as it is; where all have it already, none and as it is. */
export function pressTag(changes: Changes, name: string, onAll: boolean): Changes {
  const next = new Map(changes);
  const now = changes.get(name);
  if (now === undefined) next.set(name, onAll ? "none" : "all");
  else if (now === "all" && !onAll) next.set(name, "none");
  else next.delete(name);
  return next;
}

/** The names of a text as changes: `-tag` takes a tag off all, any other puts it on all. */
export function addTyped(changes: Changes, text: string): Changes {
  const next = new Map(changes);
  for (const word of splitNames(text)) {
    const name = word.replace(/^-/, "").toLowerCase();
    if (name !== "") next.set(name, word.startsWith("-") ? "none" : "all");
  }
  return next;
}

export function namesOf(changes: Changes, state: "all" | "none"): string[] {
  return [...changes].filter(([, wanted]) => wanted === state).map(([name]) => name);
}
