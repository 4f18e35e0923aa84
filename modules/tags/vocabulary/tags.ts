import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { sizeOf } from "../../shared/bitmap/image_set.ts";
import { readBitmaps } from "../taggings/bitmap_repository.ts";
import { deleteTaggings } from "../taggings/repository.ts";
import { spellName } from "../schemas.ts";
import { changeVocabulary, type Deed, inSteps, requireFree, requireTag, resultOf } from "./act.ts";
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
import { recordChanged, recordCreated, recordDeleted } from "./change_repository.ts";
import type { NewTag, TagChange, VocabularyResult } from "./schemas.ts";

/** Creates a tag. Throws `conflict` where the name is taken, `not_found` where the category does not exist. */
export async function createTag(database: Database, { name: typed, category, description }: NewTag): Promise<VocabularyResult> {
  const name = spellName(typed);
  const done = await changeVocabulary(database, {
    kind: "create_tag",
    summary: `Create the tag ${name}`,
    check: async (tx) => {
      await requireFree(tx, name, null);
      return await requireCategory(tx, category);
    },
    change: ({ step, operationId }, categoryId) =>
      step(async (tx) => recordCreated(tx, operationId, "tag", [await insertTag(tx, { typed, categoryId, description })])),
  });
  return await resultOf(database, done, name);
}

/** Renames a tag or gives it another category or description. Throws `conflict` where the new name is another tag's. */
export async function editTag(database: Database, name: string, change: TagChange): Promise<VocabularyResult> {
  const renamed = change.name === undefined ? name : spellName(change.name);
  const done = await changeVocabulary(database, {
    kind: renamed === name ? "edit_tag" : "rename_tag",
    summary: renamed === name ? `Edit the tag ${name}` : `Rename the tag ${name} to ${renamed}`,
    check: async (tx) => {
      const tag = await requireTag(tx, name);
      await requireFree(tx, renamed, tag);
      return { tag, categoryId: change.category === undefined ? undefined : await requireCategory(tx, change.category) };
    },
    change: ({ step, operationId }, { tag, categoryId }) =>
      step(async (tx) => {
        const values = {
          ...(change.name === undefined ? {} : { typed: change.name }),
          ...(categoryId === undefined ? {} : { categoryId }),
          ...(change.description === undefined ? {} : { description: change.description }),
        };
        await recordChanged(tx, operationId, "tag", [tag.id], () => updateTag(tx, tag.id, values));
        if (renamed !== name) await exchangeNames(tx, operationId, tag, renamed, change.keepAlias);
      }),
  });
  return await resultOf(database, done, renamed);
}

/** After a rename: the new name is no alias any more, and the old one may become one. */
async function exchangeNames(tx: Queryable, operationId: number, old: TagRow, name: string, keepAlias: boolean): Promise<void> {
  if (await findTagOfAlias(tx, name)) {
    await recordDeleted(tx, operationId, "alias", [name]);
    await deleteAlias(tx, name);
  }
  if (!keepAlias) return;
  await insertAliases(tx, [old.name], old.id);
  await recordCreated(tx, operationId, "alias", [old.name]);
}

/** Deletes a tag with its taggings, aliases and implications; undo brings all of it back under the same id. */
export async function removeTag(database: Database, name: string, { dryRun }: { dryRun: boolean }): Promise<VocabularyResult> {
  const { id, imageCount } = await requireTag(database, name);
  if (dryRun) {
    return await resultOf(database, { operation: null, changed: false, images: imageCount, added: 0, removed: imageCount }, name);
  }
  const done = await changeVocabulary(database, {
    kind: "delete_tag",
    summary: `Delete the tag ${name}`,
    taggings: imageCount,
    check: async (tx) => (await requireTag(tx, name)).id,
    change: async (deed) => {
      await takeOffAll(deed, id);
      await deed.step(async (tx) => {
        await takeOffAll({ ...deed, step: (work) => work(tx) }, id);
        await dropTag(tx, deed.operationId, id);
      });
    },
  });
  return await resultOf(database, done, null);
}

/** Takes a tag off every image that carries it. */
async function takeOffAll(deed: Deed, tagId: number): Promise<void> {
  const carriers = await deed.step((tx) => readBitmaps(tx, [tagId]));
  if (sizeOf(carriers) === 0) return;
  await inSteps(deed, carriers, (tx, parts) => deleteTaggings(tx, parts, [tagId], deed.operationId));
}

/** Deletes a tag that no image carries, with everything that refers to it, and records all of it. */
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
