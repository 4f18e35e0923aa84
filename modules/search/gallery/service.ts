import { editFields, type FieldsEdited } from "../../images/fields/service.ts";
import { requireImages } from "../../images/require_images.ts";
import { editImageTags } from "../../images/service.ts";
import type { Database, Queryable } from "../../shared/database/handle.ts";
import type { OperationResult } from "../../tags/schemas.ts";
import type { BulkFields, BulkTagging, Selection, SelectionSummary } from "../schemas.ts";
import { selectImages, summarise } from "../service.ts";

/** Adds and removes tags on all images of a selection, as one operation. Throws like `editImageTags` and `selectImages`. */
export async function bulkTag(database: Database, { select, ...changes }: BulkTagging): Promise<OperationResult> {
  return await editImageTags(database, "ids" in select ? select.ids : await selectImages(database, select), changes);
}

/** Sets fields of all images of a selection, as one operation. Throws like `editFields` and `selectImages`. */
export async function bulkEditFields(database: Database, { select, set, dryRun }: BulkFields): Promise<FieldsEdited> {
  return await editFields(database, "ids" in select ? select.ids : await selectImages(database, select), set, { dryRun });
}

/** Returns the tags of the selected images, the most frequent first. Throws `not_found` if an id is unknown. */
export async function summariseSelection(db: Queryable | Database, select: Selection): Promise<SelectionSummary> {
  if ("ids" in select) await requireImages(db, select.ids);
  return await summarise(db, select);
}
