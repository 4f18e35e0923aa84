import type { Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { spellName } from "../schemas.ts";
import { findImpliedIds, findTagIds, insertTags } from "./repository.ts";

/** Ids of the tags that an operation adds and removes. */
export interface Plan {
  add: number[];
  /** Tags that the added tags imply, except those that the operation itself adds or removes. */
  implied: number[];
  remove: number[];
  /** Number of names to add that no tag has. In a dry run they are the tags that would be created, otherwise 0. */
  unknownAdds: number;
  /** Number of names to remove that no tag has. */
  unknownRemoves: number;
  /** Tags that the plan created. */
  created: number[];
}

/** Names as they are typed. Tags that are created store them for display. */
export interface NamesToChange {
  add: string[];
  remove: string[];
}

/** Finds the tags with these names or aliases, and creates the missing ones to add. Throws `invalid` if one is both added and removed. */
export async function planEdit(tx: Queryable, names: NamesToChange): Promise<Plan> {
  return await planOf(tx, names, insertTags);
}

/** Like `planEdit`, for a dry run: creates no tags. */
export async function planDryRun(db: Queryable, names: NamesToChange): Promise<Plan> {
  return await planOf(db, names, () => Promise.resolve([]));
}

async function planOf(
  tx: Queryable,
  names: NamesToChange,
  create: (tx: Queryable, typed: Map<string, string>) => Promise<number[]>,
): Promise<Plan> {
  // Reversed, so that the first of several ways to type a name is stored.
  const typed = new Map(names.add.toReversed().map((text) => [spellName(text), text]));
  const [add, remove] = [[...typed.keys()], [...new Set(names.remove.map(spellName))]];
  const known = await findTagIds(tx, [...add, ...remove]);
  const missing = add.filter((name) => !known.some((tag) => tag.name === name));
  const created = missing.length > 0 ? await create(tx, new Map(missing.map((name) => [name, typed.get(name) ?? name]))) : [];
  if (missing.length > 0) known.push(...await findTagIds(tx, missing));
  const byName = new Map(known.map(({ name, id }) => [name, id]));
  const addIds = idsOf(byName, add);
  const removeIds = idsOf(byName, remove);
  const twice = remove.find((name) => add.includes(name) || addIds.has(byName.get(name) ?? -1));
  if (twice !== undefined) throw new AppError("invalid", `"${twice}" is both added and removed: name it in one of the two lists`);
  const implied = addIds.size > 0 ? await findImpliedIds(tx, [...addIds]) : [];
  return {
    add: [...addIds],
    implied: implied.filter((id) => !addIds.has(id) && !removeIds.has(id)),
    remove: [...removeIds],
    unknownAdds: add.filter((name) => !byName.has(name)).length,
    unknownRemoves: remove.filter((name) => !byName.has(name)).length,
    created,
  };
}

function idsOf(byName: Map<string, number>, names: string[]): Set<number> {
  return new Set(names.flatMap((name) => byName.get(name) ?? []));
}
