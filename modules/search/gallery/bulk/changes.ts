import { splitNames } from "../../../shared/text.ts";

/** The wanted state of tags: on all selected images or on none. A tag that is not in the map is not changed. */
export type Changes = ReadonlyMap<string, "all" | "none">;

/** Returns the next state of a tag that is pressed: all, none, unchanged. If all images have it, all is skipped. */
export function pressTag(changes: Changes, name: string, onAll: boolean): Changes {
  const next = new Map(changes);
  const now = changes.get(name);
  if (now === undefined) next.set(name, onAll ? "none" : "all");
  else if (now === "all" && !onAll) next.set(name, "none");
  else next.delete(name);
  return next;
}

/** Adds the tags of a text: `-tag` takes the tag off all images, `tag` puts it on all. */
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
