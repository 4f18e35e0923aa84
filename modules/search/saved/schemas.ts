import { z } from "zod";
import { pageOf } from "../../shared/page.ts";
import { SEARCH_LENGTH } from "../schemas.ts";

const NAME_LENGTH = 100;
export const SAVED_SEARCHES = 200;

export const SavedSearch = z.object({ id: z.number().int(), name: z.string(), query: z.string(), createdAt: z.coerce.date() });
export type SavedSearch = z.infer<typeof SavedSearch>;
export const SavedSearchList = pageOf(SavedSearch);

export const SavedSearchId = z.object({ id: z.coerce.number("must be a number").int().min(1).max(Number.MAX_SAFE_INTEGER) });

const Name = z.string().trim().min(1, "must have a name").max(NAME_LENGTH);
const Query = z.string().max(SEARCH_LENGTH);
export const NewSavedSearch = z.strictObject({ name: Name, query: Query });
export type NewSavedSearch = z.infer<typeof NewSavedSearch>;

/** A member that is missing is not changed. */
export const SavedSearchChange = z.strictObject({ name: Name.optional(), query: Query.optional() })
  .refine((change) => Object.keys(change).length > 0, "must name name or query");
export type SavedSearchChange = z.infer<typeof SavedSearchChange>;
