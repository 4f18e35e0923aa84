import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { plural } from "../../shared/web/format.ts";
import type { Category } from "../schemas.ts";
import { CREATE_CATEGORY, DELETE_CATEGORY, EDIT_CATEGORY } from "../kinds.ts";
import { beginAlone, changeVocabulary } from "./change.ts";
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
import { recordChanged, recordCreated, recordDeleted } from "../changes/vocabulary_repository.ts";
import type { CategoryChange, CategoryResult, NewCategory } from "./schemas.ts";

/** Creates a category of tags. Throws `conflict` if the name is taken. */
export async function createCategory(database: Database, category: NewCategory): Promise<CategoryResult> {
  const { operation, result: id } = await changeVocabulary(
    database,
    CREATE_CATEGORY.of({ category: category.name }),
    async (operation) => {
      await beginAlone(operation, (tx) => requireFree(tx, category.name, null));
      return await operation.step(async (tx) => {
        const id = await insertCategory(tx, category);
        await recordCreated(tx, operation.id, "category", [id]);
        return id;
      });
    },
  );
  return { operation, category: await findCategory(database, id) };
}

/** Renames, recolours or moves a category. Throws `not_found`, and `conflict` if the name is taken. */
export async function editCategory(database: Database, id: number, change: CategoryChange): Promise<CategoryResult> {
  const { name } = await requireCategory(database, id);
  const description = EDIT_CATEGORY.of({ category: name, to: change.name ?? name });
  const { operation } = await changeVocabulary(database, description, async (operation) => {
    await beginAlone(operation, async (tx) => {
      await requireCategory(tx, id);
      if (change.name !== undefined) await requireFree(tx, change.name, id);
    });
    await operation.step((tx) => recordChanged(tx, operation.id, "category", [id], () => updateCategory(tx, id, change)));
  });
  return { operation, category: await findCategory(database, id) };
}

/**
 * Deletes a category after moving its tags to the category `into`. Throws `not_found`, and `conflict` if it has tags and `into` is
 * not given, or if it is the category of new tags.
 */
export async function removeCategory(
  database: Database,
  id: number,
  { into }: { into?: number | undefined },
): Promise<CategoryResult> {
  const { name } = await requireCategory(database, id);
  const { operation } = await changeVocabulary(database, DELETE_CATEGORY.of({ category: name }), async (operation) => {
    const tagIds = await beginAlone(operation, (tx) => requireRemovable(tx, id, into));
    await operation.step(async (tx) => {
      if (into !== undefined) await recordChanged(tx, operation.id, "tag", tagIds, () => moveTags(tx, id, into));
      await recordDeleted(tx, operation.id, "category", [id]);
      await deleteCategory(tx, id);
    });
  });
  return { operation, category: null };
}

/** Returns the ids of the tags that have to move. */
async function requireRemovable(db: Queryable, id: number, into: number | undefined): Promise<number[]> {
  const { name } = await requireCategory(db, id);
  if (id === FIRST_CATEGORY) throw new AppError("conflict", `"${name}" is the category of new tags and cannot be deleted`);
  if (into === id) throw new AppError("invalid", `The tags of "${name}" cannot move to the category that is deleted`);
  if (into !== undefined) await requireCategory(db, into);
  const tagIds = await listTagIdsIn(db, id);
  if (tagIds.length === 0 || into !== undefined) return tagIds;
  const tags = plural(tagIds.length, "tag");
  throw new AppError("conflict", `"${name}" has ${tags}: give the category to move them to as "into"`);
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
