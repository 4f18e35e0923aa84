import type { Queryable } from "../../shared/database/handle.ts";
import { bringBack, changeBack, removeCreated, type Reversing } from "./vocabulary_reverse_repository.ts";
import type { Entity } from "./vocabulary_repository.ts";

/** Before the taggings: names and relations that the operation made give way, and tags are there to carry taggings again. */
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

/** After the taggings: tags that the operation created go where nothing refers to them, and with them their names; what refers to tags returns. */
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
