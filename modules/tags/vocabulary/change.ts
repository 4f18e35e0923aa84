import type { Description } from "../../history/kinds.ts";
import { perform, type Performed, type RunningOperation } from "../../history/perform.ts";
import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import type { ImageSet } from "../../shared/bitmap/image_set.ts";
import { batchesOf, type Part } from "../../shared/bitmap/wire.ts";
import { TAG_RECORDERS } from "../changes/recorders.ts";
import { findTag } from "../repository.ts";
import { lockVocabulary } from "../changes/lock_repository.ts";
import { findTagNamed, findTagOfAlias, type TagRow } from "./tag_repository.ts";
import type { VocabularyResult } from "./schemas.ts";

/** Changes the vocabulary as one operation, which may change up to `taggings` taggings. `work` must begin with `beginAlone`. */
export async function changeVocabulary<Result>(
  database: Database,
  description: Description,
  work: (operation: RunningOperation) => Promise<Result>,
  taggings = 0,
): Promise<Performed<Result>> {
  return await perform(database, { ...description, recorders: TAG_RECORDERS, size: taggings }, work);
}

/** The first step of a change of the vocabulary: locks it and runs `check`, which throws if the change is not possible. */
export async function beginAlone<Plan>(operation: RunningOperation, check: (tx: Queryable) => Promise<Plan>): Promise<Plan> {
  return await operation.step(async (tx) => {
    await lockVocabulary(tx, { alone: true });
    const plan = await check(tx);
    await operation.begin(tx);
    return plan;
  });
}

/** The result of a change of the vocabulary: its operation and counts, and the tag with this name as it is now. */
export async function resultOf(
  db: Queryable,
  { operation, images, added, removed }: Pick<Performed<unknown>, "operation" | "images" | "added" | "removed">,
  name: string | null,
): Promise<VocabularyResult> {
  return { operation, tag: name === null ? null : await findTag(db, name), images, added, removed };
}

/** Runs `work` on parts of a set, in steps of at most `limit` images. */
export async function inSteps(
  { step, limit }: RunningOperation,
  set: ImageSet,
  work: (tx: Queryable, parts: Part[]) => Promise<unknown>,
) {
  for (const { parts } of batchesOf(set, limit)) await step((tx) => work(tx, parts));
}

/** The tag with this name. Throws `not_found`, also for an alias: the error names its tag. */
export async function requireTag(db: Queryable, name: string): Promise<TagRow> {
  const tag = await findTagNamed(db, name);
  if (tag) return tag;
  const other = await findTagOfAlias(db, name);
  const hint = other ? `: "${name}" is an alias of "${other.name}"` : "";
  throw new AppError("not_found", `There is no tag "${name}"${hint}`);
}

/** Throws `conflict` if another tag than `own`, or an alias of another tag, has the name. */
export async function requireFree(db: Queryable, name: string, own: TagRow | null): Promise<void> {
  const tag = await findTagNamed(db, name);
  if (tag && tag.id !== own?.id) {
    const instead = own ? `: merge one into the other instead` : "";
    throw new AppError("conflict", `There is a tag "${name}" already${instead}`);
  }
  const other = await findTagOfAlias(db, name);
  if (other && other.id !== own?.id) throw new AppError("conflict", `"${name}" is an alias of "${other.name}" already`);
}
