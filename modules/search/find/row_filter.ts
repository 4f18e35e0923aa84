import type { Queryable } from "../../shared/database/handle.ts";
import { chunkOf, hasBit, positionOf } from "../../shared/bitmap/chunk.ts";
import type { RowTest } from "../plan/plan.ts";
import { findColumnsOfChunks } from "./bit_repository.ts";
import { findRows } from "./row_repository.ts";
import type { Search } from "./search_context.ts";

/** Returns those ids that meet the conditions on rows, in the order given. */
export type RowFilter = (db: Queryable, ids: number[]) => Promise<number[]>;

/** Returns the filter for the conditions on rows. The bitmaps that it needs are read once. */
export async function openRowFilter(search: Search): Promise<RowFilter> {
  const { plan } = search;
  const columns = plan.bitColumns.length === 0 ? [] : await findColumnsOfChunks(search, [plan.bits, ...plan.bitColumns]);
  const byChunk = new Map(columns.map(({ chunk, columns }) => [chunk, columns]));
  const bitAt = (column: number, id: number) => {
    const bits = byChunk.get(chunkOf(id))?.[column + 1];
    return bits !== undefined && hasBit(bits, positionOf(id));
  };
  return async (db, ids) => {
    if (ids.length === 0) return [];
    const rows = await findRows(db, ids, plan.required, plan.rowColumns);
    const matching = rows.filter(({ id, answers }) => plan.mixed.every((test) => holds(test, id, answers, bitAt)));
    const found = new Set(matching.map(({ id }) => id));
    return ids.filter((id) => found.has(id));
  };
}

function holds(test: RowTest, id: number, answers: boolean[], bitAt: (column: number, id: number) => boolean): boolean {
  switch (test.kind) {
    case "and":
      return test.children.every((child) => holds(child, id, answers, bitAt));
    case "or":
      return test.children.some((child) => holds(child, id, answers, bitAt));
    case "not":
      return !holds(test.child, id, answers, bitAt);
    case "bits":
      return bitAt(test.column, id);
    case "row":
      return answers[test.column] === true;
  }
}
