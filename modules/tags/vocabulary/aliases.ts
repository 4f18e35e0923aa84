import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { ADD_ALIAS, REMOVE_ALIAS } from "../kinds.ts";
import { beginAlone, changeVocabulary, requireFree, requireTag, resultOf } from "./change.ts";
import { listAliases } from "./list_repository.ts";
import { deleteAlias, findTagOfAlias, insertAliases } from "./tag_repository.ts";
import { recordCreated, recordDeleted } from "../changes/vocabulary_repository.ts";
import type { Alias, VocabularyResult } from "./schemas.ts";

/** The aliases of a tag, ordered by name. Throws `not_found`. */
export async function getAliases(db: Queryable, name: string): Promise<Alias[]> {
  return await listAliases(db, (await requireTag(db, name)).id);
}

/** Makes a name an alias of the tag. Throws `conflict` if a tag or an alias has the name already. */
export async function addAlias(database: Database, name: string, alias: string): Promise<VocabularyResult> {
  const done = await changeVocabulary(database, ADD_ALIAS.of({ tag: name, alias }), async (operation) => {
    const tag = await beginAlone(operation, async (tx) => {
      const tag = await requireTag(tx, name);
      await requireFree(tx, alias, null);
      return tag;
    });
    await operation.step(async (tx) => {
      await insertAliases(tx, [alias], tag.id);
      await recordCreated(tx, operation.id, "alias", [alias]);
    });
  });
  return await resultOf(database, done, name);
}

/** Removes an alias. Throws `not_found` if it is not an alias of this tag. */
export async function removeAlias(database: Database, name: string, alias: string): Promise<VocabularyResult> {
  const done = await changeVocabulary(database, REMOVE_ALIAS.of({ tag: name, alias }), async (operation) => {
    await beginAlone(operation, (tx) => requireAliasOf(tx, name, alias));
    await operation.step(async (tx) => {
      await recordDeleted(tx, operation.id, "alias", [alias]);
      await deleteAlias(tx, alias);
    });
  });
  return await resultOf(database, done, name);
}

async function requireAliasOf(tx: Queryable, name: string, alias: string): Promise<void> {
  const tag = await requireTag(tx, name);
  if ((await findTagOfAlias(tx, alias))?.id === tag.id) return;
  throw new AppError("not_found", `"${alias}" is not an alias of "${name}"`);
}
