import { inside, type RunningOperation } from "../../history/perform.ts";
import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { sizeOf } from "../../shared/bitmap/image_set.ts";
import { readBitmaps } from "../taggings/bitmap_repository.ts";
import { deleteTaggings } from "../taggings/repository.ts";
import { spellName } from "../schemas.ts";
import { CREATE_TAG, DELETE_TAG, EDIT_TAG, RENAME_TAG } from "../kinds.ts";
import { beginAlone, changeVocabulary, inSteps, requireFree, requireTag, resultOf } from "./change.ts";
import { edgeKey, listEdgesOf } from "./implication_repository.ts";
import {
  deleteAlias,
  deleteTag,
  findCategoryNamed,
  findTagOfAlias,
  insertAliases,
  insertTag,
  listAliasNames,
  type TagRow,
  updateTag,
} from "./tag_repository.ts";
import { recordChanged, recordCreated, recordDeleted } from "../changes/vocabulary_repository.ts";
import type { NewTag, TagChange, VocabularyResult } from "./schemas.ts";

/** Creates a tag. Throws `conflict` if the name is taken, `not_found` if the category does not exist. */
export async function createTag(database: Database, { name: typed, category, description }: NewTag): Promise<VocabularyResult> {
  const name = spellName(typed);
  const done = await changeVocabulary(database, CREATE_TAG.of({ tag: name }), async (operation) => {
    const categoryId = await beginAlone(operation, async (tx) => {
      await requireFree(tx, name, null);
      return await requireCategory(tx, category);
    });
    await operation.step(async (tx) => {
      await recordCreated(tx, operation.id, "tag", [await insertTag(tx, { typed, categoryId, description })]);
    });
  });
  return await resultOf(database, done, name);
}

/** Renames a tag or changes its category or description. Throws `conflict` if another tag has the new name. */
export async function editTag(database: Database, name: string, change: TagChange): Promise<VocabularyResult> {
  const renamed = change.name === undefined ? name : spellName(change.name);
  const kind = renamed === name ? EDIT_TAG.of({ tag: name }) : RENAME_TAG.of({ tag: name, to: renamed });
  const done = await changeVocabulary(database, kind, async (operation) => {
    const { tag, categoryId } = await beginAlone(operation, async (tx) => {
      const tag = await requireTag(tx, name);
      await requireFree(tx, renamed, tag);
      return { tag, categoryId: change.category === undefined ? undefined : await requireCategory(tx, change.category) };
    });
    await operation.step(async (tx) => {
      const values = {
        ...(change.name === undefined ? {} : { typed: change.name }),
        ...(categoryId === undefined ? {} : { categoryId }),
        ...(change.description === undefined ? {} : { description: change.description }),
      };
      await recordChanged(tx, operation.id, "tag", [tag.id], () => updateTag(tx, tag.id, values));
      if (renamed !== name) await exchangeAliases(tx, operation.id, tag, renamed, change.keepAlias);
    });
  });
  return await resultOf(database, done, renamed);
}

/** Changes the aliases after a rename: the new name stops being an alias, and the old name may become one. */
async function exchangeAliases(tx: Queryable, operationId: number, old: TagRow, name: string, keepAlias: boolean): Promise<void> {
  if (await findTagOfAlias(tx, name)) {
    await recordDeleted(tx, operationId, "alias", [name]);
    await deleteAlias(tx, name);
  }
  if (!keepAlias) return;
  await insertAliases(tx, [old.name], old.id);
  await recordCreated(tx, operationId, "alias", [old.name]);
}

/** Deletes a tag with its taggings, aliases and implications. Undo restores all of it with the same id. */
export async function removeTag(database: Database, name: string, { dryRun }: { dryRun: boolean }): Promise<VocabularyResult> {
  const { imageCount } = await requireTag(database, name);
  if (dryRun) return await resultOf(database, { operation: null, images: imageCount, added: 0, removed: imageCount }, name);
  const done = await changeVocabulary(database, DELETE_TAG.of({ tag: name }), async (operation) => {
    const { id } = await beginAlone(operation, (tx) => requireTag(tx, name));
    await removeFromAll(operation, id);
    await operation.step(async (tx) => {
      // A crawl may have used the tag again between the steps.
      await removeFromAll(inside(operation, tx), id);
      await dropTag(tx, operation.id, id);
    });
  }, imageCount);
  return await resultOf(database, done, null);
}

/** Removes a tag from all images that have it. */
async function removeFromAll(operation: RunningOperation, tagId: number): Promise<void> {
  const carriers = await operation.step((tx) => readBitmaps(tx, [tagId]));
  if (sizeOf(carriers) === 0) return;
  await inSteps(operation, carriers, (tx, parts) => deleteTaggings(tx, parts, [tagId], operation.id));
}

/** Deletes a tag that no image has, with its aliases and implications, and records the changes. */
export async function dropTag(tx: Queryable, operationId: number, id: number): Promise<void> {
  await recordDeleted(tx, operationId, "implication", (await listEdgesOf(tx, id)).map(edgeKey));
  await recordDeleted(tx, operationId, "alias", await listAliasNames(tx, id));
  await recordDeleted(tx, operationId, "tag", [id]);
  await deleteTag(tx, id);
}

async function requireCategory(db: Queryable, name: string): Promise<number> {
  const id = await findCategoryNamed(db, name);
  if (id === null) throw new AppError("not_found", `There is no category "${name}"`);
  return id;
}
