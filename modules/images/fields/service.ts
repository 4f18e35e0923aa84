import type { Description } from "../../history/kinds.ts";
import { perform } from "../../history/perform.ts";
import type { DoneOperation } from "../../history/schemas.ts";
import { idsOf, type ImageSet, setOfIds, sizeOf } from "../../shared/bitmap/image_set.ts";
import type { Database, Queryable } from "../../shared/database/handle.ts";
import { groupsOf } from "../../shared/groups.ts";
import { requireImages } from "../require_images.ts";
import { EDIT_FIELDS, RESTORE, TRASH } from "./kinds.ts";
import { fieldRecorder } from "./recorder.tsx";
import { countEdited, lockImages, updateFields } from "./repository.ts";
import type { FieldValues } from "./schemas.ts";

export interface FieldsEdited {
  /** Null if nothing changed. */
  operation: DoneOperation | null;
  matched: number;
  changed: number;
}

/** Sets fields of one image. Returns the operation, or null if the image has these values already. Throws `not_found`. */
export async function editImageFields(database: Database, id: number, edit: FieldValues): Promise<DoneOperation | null> {
  return (await editFields(database, [id], edit)).operation;
}

/**
 * Sets fields of images, given by their ids or as a set, as one operation (`perform`). With `dryRun`, only counts the images that
 * would change. Throws `not_found`, before any change, if an image of the given ids does not exist.
 */
export async function editFields(
  database: Database,
  images: number[] | ImageSet,
  edit: FieldValues,
  { dryRun = false } = {},
): Promise<FieldsEdited> {
  if (Array.isArray(images)) await requireImages(database, images);
  const set = Array.isArray(images) ? setOfIds(images) : images;
  const matched = sizeOf(set);
  if (dryRun) return { operation: null, matched, changed: await countIn(database, set, edit) };
  const description = describe(set, matched, edit);
  const done = await perform(database, { ...description, recorders: [fieldRecorder], size: matched }, async (operation) => {
    await operation.step(async (tx) => {
      if (operation.isOneTransaction) await lockImages(tx, [...idsOf(set)]);
      await operation.begin(tx);
    });
    for (const ids of groupsOf(idsOf(set), operation.limit)) {
      await operation.step((tx) => updateFields(tx, ids, edit, operation.id));
    }
  });
  return { operation: done.operation, matched, changed: done.images };
}

/** Images in one statement of a dry run. */
const COUNTED = 32_768;

async function countIn(db: Queryable, set: ImageSet, edit: FieldValues): Promise<number> {
  let changed = 0;
  for (const ids of groupsOf(idsOf(set), COUNTED)) changed += await countEdited(db, ids, edit);
  return changed;
}

function describe(set: ImageSet, matched: number, edit: FieldValues): Description {
  const [image = 0] = idsOf(set);
  const images = matched === 1 ? { image } : { images: matched };
  if (edit.trashed !== undefined) return (edit.trashed ? TRASH : RESTORE).of(images);
  const fields = Object.entries(edit).filter(([, value]) => value !== undefined).map(([field]) => field);
  return EDIT_FIELDS.of({ ...images, fields });
}
