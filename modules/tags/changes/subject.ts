import { z } from "zod";
import type { Queryable } from "../../shared/database/handle.ts";
import { parse } from "../../shared/validate.ts";
import { TagName } from "../schemas.ts";
import { findTagIdsEver } from "./name_repository.ts";

const Subject = z.object({ tag: TagName });

/** The tags that a filter of the history means by a name: those that have it, else those that had it. Throws `invalid`. */
export async function findSubjectTags(db: Queryable, name: string): Promise<number[]> {
  return await findTagIdsEver(db, parse(Subject, { tag: name }).tag);
}
