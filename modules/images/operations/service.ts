import { z } from "zod";
import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { cutPage, decodeCursor, type Page } from "../../shared/page.ts";
import { perform } from "../../tags/operations/act.ts";
import { findTagIdsEver, listTaggingChanges, listVocabularyChanges } from "../../tags/operations/repository_history.ts";
import type { Operation, OperationDetail, OperationQuery, UndoResult } from "../../tags/operations/schemas.ts";
import { undoOperation } from "../../tags/operations/undo.ts";
import { findOperations } from "./repository_history.ts";
import { type FieldEdit, listFieldChanges, lockImage, reverseFields, updateFields } from "./repository_image_changes.ts";

const CHANGES_SHOWN = 100;

/** Changes an image's own fields as one operation; null where all were so already. Throws `not_found`. */
export async function editFields(
  database: Database,
  id: number,
  edit: FieldEdit,
): Promise<{ id: number; summary: string } | null> {
  const { operation } = await perform(database, { kind: kindOf(edit), summary: describe(id, edit), taggings: 0 }, {
    prepare: async (tx, begin) => {
      if (!await lockImage(tx, id)) throw new AppError("not_found", `Image ${id} does not exist`);
      await begin();
    },
    apply: (step, operationId) => step((tx) => updateFields(tx, id, edit, operationId)),
  });
  return operation;
}

/** Operations, the newest first: all, or those that changed an image, a tag or both. A tag that is gone is found by its old name. */
export async function listOperations(db: Queryable, query: OperationQuery): Promise<Page<Operation>> {
  const [before = null] = decodeCursor(query.cursor, z.tuple([z.number().int()])) ?? [];
  const tagIds = query.tag === undefined ? null : await findTagIdsEver(db, query.tag);
  const rows = await findOperations(db, {
    before,
    kind: query.kind ?? null,
    imageId: query.image ?? null,
    tagIds,
    limit: query.limit + 1,
  });
  return cutPage(rows, query.limit, ({ id }) => [id]);
}

/** One operation with what it changed; throws `not_found`. */
export async function getOperation(db: Queryable, id: number): Promise<OperationDetail> {
  const [operation] = await findOperations(db, { before: id + 1, kind: null, imageId: null, tagIds: null, limit: 1 });
  if (operation?.id !== id) throw new AppError("not_found", `There is no operation ${id}`);
  const [taggings, vocabulary, fields] = await Promise.all([
    listTaggingChanges(db, id, CHANGES_SHOWN),
    listVocabularyChanges(db, id, CHANGES_SHOWN),
    listFieldChanges(db, id, CHANGES_SHOWN),
  ]);
  return { ...operation, taggings, vocabulary, fields };
}

/** Undoes any operation: of tags, of the vocabulary, of an image's own fields. See `undoOperation`. */
export async function undo(database: Database, id: number): Promise<UndoResult> {
  return await undoOperation(database, id, reverseFields);
}

function kindOf({ trashed }: FieldEdit): string {
  if (trashed === undefined) return "edit";
  return trashed ? "trash" : "restore";
}

function describe(id: number, edit: FieldEdit): string {
  if (edit.trashed !== undefined) return `${edit.trashed ? "Trash" : "Restore"} image ${id}`;
  const fields = Object.entries(edit).filter(([, value]) => value !== undefined).map(([field]) => field);
  return `Edit the ${fields.join(" and ")} of image ${id}`;
}
