import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { changeVocabulary, requireFree, requireTag, resultOf } from "./act.ts";
import { listAliases } from "./list_repository.ts";
import { deleteAlias, findTagOfAlias, insertAliases } from "./tag_repository.ts";
import { recordCreated, recordDeleted } from "./change_repository.ts";
import type { Alias, VocabularyResult } from "./schemas.ts";

/** The other spellings of a tag, by name. Throws `not_found`. */
export async function getAliases(db: Queryable, name: string): Promise<Alias[]> {
  return await listAliases(db, (await requireTag(db, name)).id);
}

/** Makes a name mean the tag too. Throws `conflict` where it is a tag's or an alias already. */
export async function addAlias(database: Database, name: string, alias: string): Promise<VocabularyResult> {
  const done = await changeVocabulary(database, {
    kind: "add_alias",
    summary: `Make ${alias} an alias of ${name}`,
    check: async (tx) => {
      const tag = await requireTag(tx, name);
      await requireFree(tx, alias, null);
      return tag;
    },
    change: ({ step, operationId }, tag) =>
      step(async (tx) => {
        await insertAliases(tx, [alias], tag.id);
        await recordCreated(tx, operationId, "alias", [alias]);
      }),
  });
  return await resultOf(database, done, name);
}

/** Takes a spelling away. Throws `not_found` where it is not one of this tag. */
export async function removeAlias(database: Database, name: string, alias: string): Promise<VocabularyResult> {
  const done = await changeVocabulary(database, {
    kind: "remove_alias",
    summary: `Take the alias ${alias} from ${name}`,
    check: async (tx) => {
      const tag = await requireTag(tx, name);
      if ((await findTagOfAlias(tx, alias))?.id !== tag.id) {
        throw new AppError("not_found", `"${alias}" is no alias of "${name}"`);
      }
    },
    change: ({ step, operationId }) =>
      step(async (tx) => {
        await recordDeleted(tx, operationId, "alias", [alias]);
        await deleteAlias(tx, alias);
      }),
  });
  return await resultOf(database, done, name);
}
