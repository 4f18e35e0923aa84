import type { Queryable } from "../../shared/database/handle.ts";
import { bringBack, changeBack, removeCreated, type Reversing } from "./vocabulary_reverse_repository.ts";
import type { Entity } from "./vocabulary_repository.ts";

/** First half of a reversal, before the taggings: removes created implications and aliases, and restores tags and categories. */
export async function reverseBefore(tx: Queryable, reversing: Reversing): Promise<void> {
  await inOrder(tx, reversing, [
    ["implication", removeCreated],
    ["alias", removeCreated],
    ["category", bringBack],
    ["tag", bringBack],
    ["category", changeBack],
    ["tag", changeBack],
  ]);
}

/** Second half, after the taggings: removes created tags that nothing refers to, and restores deleted aliases and implications. */
export async function reverseAfter(tx: Queryable, reversing: Reversing): Promise<void> {
  await inOrder(tx, reversing, [
    ["alias", changeBack],
    ["tag", removeCreated],
    ["category", removeCreated],
    ["alias", bringBack],
    ["implication", bringBack],
  ]);
}

async function inOrder(
  tx: Queryable,
  reversing: Reversing,
  steps: [entity: Entity, reverse: typeof bringBack][],
): Promise<void> {
  for (const [entity, reverse] of steps) await reverse(tx, entity, reversing);
}
