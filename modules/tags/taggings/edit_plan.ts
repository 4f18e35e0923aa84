import type { Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { spellName } from "../schemas.ts";
import { findImpliedIds, findTagIds, insertTags } from "./repository.ts";

/** The tags of an edit, with ids. `unknown` counts names that no tag has: new ones in a dry run, or not there to remove. */
export interface Plan {
  add: number[];
  /** What the added tags imply, but for what the same edit adds or removes. */
  implied: number[];
  remove: number[];
  unknownAdds: number;
  unknownRemoves: number;
  /** Tags that did not exist before. */
  created: number[];
}

/** Names as they are typed: those that are created keep it for display. */
export interface Asked {
  add: string[];
  remove: string[];
}

/** Looks the names up, aliases resolved, and creates those that are missing. Throws `invalid` where one is both added and removed. */
export async function planEdit(tx: Queryable, asked: Asked): Promise<Plan> {
  return await planOf(tx, asked, insertTags);
}

/** As `planEdit`, but for a dry run: nothing is created. */
export async function planDryRun(db: Queryable, asked: Asked): Promise<Plan> {
  return await planOf(db, asked, () => Promise.resolve([]));
}

async function planOf(
  tx: Queryable,
  asked: Asked,
  create: (tx: Queryable, typed: Map<string, string>) => Promise<number[]>,
): Promise<Plan> {
  const typed = new Map(asked.add.toReversed().map((text) => [spellName(text), text]));
  const [add, remove] = [[...typed.keys()], [...new Set(asked.remove.map(spellName))]];
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
