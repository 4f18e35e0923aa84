import { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { SEARCH_LENGTH } from "../schemas.ts";
import { parseSearch } from "./parser.ts";

export const SearchText = z.object({ q: z.string().max(SEARCH_LENGTH).default("") });

/** The first fault of a search, if it has one: its position, its message and a corrected search. */
export const SearchCheck = z.object({
  fault: z.object({
    message: z.string().describe("what is wrong and what to write instead"),
    column: z.number().int().describe("in UTF-16 units, counted from 1"),
    length: z.number().int(),
    suggestion: z.string().nullable().describe("the whole search, corrected; null if no correction is known"),
  }).nullable(),
});
export type SearchCheck = z.infer<typeof SearchCheck>;
export type SearchFault = NonNullable<SearchCheck["fault"]>;

/** Parses a search without running it. */
export function checkSearch(query: string): SearchCheck {
  try {
    parseSearch(query);
    return { fault: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { fault: searchFaultOf(error, query) };
  }
}

/** Describes an error of the parser for an interface. */
export function searchFaultOf(error: AppError, query: string): SearchFault {
  const { column = query.length + 1, length = 1, replacement } = error.faults[0] ?? {};
  const candidates = replacement === undefined
    ? [`${query}"`, `${query})`]
    : [(query.slice(0, column - 1) + replacement + query.slice(column - 1 + length)).trim()];
  return { message: error.message, column, length, suggestion: candidates.find(canBeRead) ?? null };
}

/** A correction that leaves another fault is not offered. */
function canBeRead(query: string): boolean {
  try {
    parseSearch(query);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
