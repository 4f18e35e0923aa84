import type { Queryable } from "../shared/database/handle.ts";
import { AppError } from "../shared/errors.ts";
import { findMissingIds } from "./repository.ts";

const IDS_NAMED = 20;

/** Throws `not_found` with the ids if images of these ids do not exist. */
export async function requireImages(db: Queryable, ids: number[]): Promise<void> {
  const unknown = await findMissingIds(db, ids);
  if (unknown.length > 0) throw missingImages(unknown);
}

/** The error for images that do not exist. It names at most `IDS_NAMED` of them. */
export function missingImages(ids: number[]): AppError {
  if (ids.length === 1) return new AppError("not_found", `Image ${ids[0]} does not exist`);
  const more = ids.length > IDS_NAMED ? ` and ${ids.length - IDS_NAMED} more` : "";
  return new AppError("not_found", `Images ${ids.slice(0, IDS_NAMED).join(", ")}${more} do not exist`);
}
