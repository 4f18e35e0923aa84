import { z } from "zod";
import type { Queryable } from "../../shared/database/handle.ts";
import { parse } from "../../shared/validate.ts";
import { TagName } from "../schemas.ts";
import { findTagIdsEver } from "./name_repository.ts";

const Subject = z.object({ tag: TagName });

/** Ids of the tags that the history's filter finds by a name, deleted tags included. Throws `invalid` if it is no tag name. */
export async function findSubjectTags(db: Queryable, name: string): Promise<number[]> {
  return await findTagIdsEver(db, parse(Subject, { tag: name }).tag);
}
