import { type Queryable, sqlState } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { parseSearch } from "../grammar/parser.ts";
import { deleteSavedSearch, hasSavedSearch, insertSavedSearch, updateSavedSearch } from "./repository.ts";
import { type NewSavedSearch, SAVED_SEARCHES, type SavedSearch, type SavedSearchChange } from "./schemas.ts";

/** Throws `malformed` if the search cannot be read, and `conflict` if the name is taken or there are too many saved searches. */
export async function saveSearch(db: Queryable, saved: NewSavedSearch): Promise<SavedSearch> {
  parseSearch(saved.query);
  const inserted = await insertSavedSearch(db, saved, SAVED_SEARCHES);
  if (inserted) return inserted;
  if (await hasSavedSearch(db, saved.name)) throw taken(saved.name);
  throw new AppError("conflict", `There are already ${SAVED_SEARCHES} saved searches. Delete one first.`);
}

/** Changes the name or the query of a saved search. Throws `not_found`, `malformed` or `conflict`. */
export async function changeSavedSearch(db: Queryable, id: number, change: SavedSearchChange): Promise<SavedSearch> {
  if (change.query !== undefined) parseSearch(change.query);
  try {
    const changed = await updateSavedSearch(db, id, change);
    if (changed) return changed;
  } catch (error) {
    if (sqlState(error) === "23505") throw taken(change.name ?? "");
    throw error;
  }
  throw missing(id);
}

export async function removeSavedSearch(db: Queryable, id: number): Promise<void> {
  if (!await deleteSavedSearch(db, id)) throw missing(id);
}

function taken(name: string): AppError {
  return new AppError("conflict", `There is already a saved search "${name}". Choose another name.`);
}

function missing(id: number): AppError {
  return new AppError("not_found", `There is no saved search ${id}`);
}
