import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import type { Category } from "../schemas.ts";
import { changeVocabulary } from "./act.ts";
import {
  deleteCategory,
  findCategory,
  FIRST_CATEGORY,
  insertCategory,
  listTagIdsIn,
  moveTags,
  updateCategory,
} from "./category_repository.ts";
import { findCategoryNamed } from "./tag_repository.ts";
import { recordChanged, recordCreated, recordDeleted } from "./change_repository.ts";
import type { CategoryChange, CategoryResult, NewCategory } from "./schemas.ts";

/** Creates a category of tags. Throws `conflict` where the name is taken. */
export async function createCategory(database: Database, category: NewCategory): Promise<CategoryResult> {
  let id = 0;
  const { operation } = await changeVocabulary(database, {
    kind: "create_category",
    summary: `Create the category ${category.name}`,
    check: (tx) => requireFree(tx, category.name, null),
    change: ({ step, operationId }) =>
      step(async (tx) => {
        id = await insertCategory(tx, category);
        await recordCreated(tx, operationId, "category", [id]);
      }),
  });
  return { operation, category: await findCategory(database, id) };
}

/** Renames, recolours or moves a category. Throws `not_found`, and `conflict` where the name is taken. */
export async function editCategory(database: Database, id: number, change: CategoryChange): Promise<CategoryResult> {
  const { name } = await requireCategory(database, id);
  const { operation } = await changeVocabulary(database, {
    kind: "edit_category",
    summary: change.name === undefined ? `Edit the category ${name}` : `Rename the category ${name} to ${change.name}`,
    check: async (tx) => {
      await requireCategory(tx, id);
      if (change.name !== undefined) await requireFree(tx, change.name, id);
    },
    change: ({ step, operationId }) =>
      step((tx) => recordChanged(tx, operationId, "category", [id], () => updateCategory(tx, id, change))),
  });
  return { operation, category: await findCategory(database, id) };
}

/**
 * Deletes a category; its tags, if it has any, go to `into`. Throws `not_found`, and `conflict` where it has tags and nowhere is
 * said, or where it is the one that new tags go to.
 */
export async function removeCategory(
  database: Database,
  id: number,
  { into }: { into?: number | undefined },
): Promise<CategoryResult> {
  const { name } = await requireCategory(database, id);
  const { operation } = await changeVocabulary(database, {
    kind: "delete_category",
    summary: `Delete the category ${name}`,
    check: (tx) => requireRemovable(tx, id, into),
    change: ({ step, operationId }, tagIds) =>
      step(async (tx) => {
        if (into !== undefined) await recordChanged(tx, operationId, "tag", tagIds, () => moveTags(tx, id, into));
        await recordDeleted(tx, operationId, "category", [id]);
        await deleteCategory(tx, id);
      }),
  });
  return { operation, category: null };
}

/** Returns the tags that have to move. */
async function requireRemovable(db: Queryable, id: number, into: number | undefined): Promise<number[]> {
  const { name } = await requireCategory(db, id);
  if (id === FIRST_CATEGORY) throw new AppError("conflict", `"${name}" is the category of new tags and stays`);
  if (into === id) throw new AppError("invalid", `The tags of "${name}" cannot go to the category that is deleted`);
  if (into !== undefined) await requireCategory(db, into);
  const tagIds = await listTagIdsIn(db, id);
  if (tagIds.length === 0 || into !== undefined) return tagIds;
  throw new AppError("conflict", `"${name}" has ${tagIds.length} tags: say with "into" which category they go to`);
}

async function requireCategory(db: Queryable, id: number): Promise<Category> {
  const category = await findCategory(db, id);
  if (!category) throw new AppError("not_found", `There is no category ${id}`);
  return category;
}

async function requireFree(db: Queryable, name: string, own: number | null): Promise<void> {
  const id = await findCategoryNamed(db, name);
  if (id !== null && id !== own) throw new AppError("conflict", `There is a category "${name}" already`);
}
