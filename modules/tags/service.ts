import type { Queryable } from "../shared/database/handle.ts";
import { AppError } from "../shared/errors.ts";
import { findTag } from "./repository.ts";
import type { Tag } from "./schemas.ts";

/** The tag with this name or alias. Throws `not_found`. */
export async function getTag(db: Queryable, name: string): Promise<Tag> {
  const tag = await findTag(db, name);
  if (!tag) throw new AppError("not_found", `There is no tag "${name}"`);
  return tag;
}
