import type { BitExpression } from "../plan/bit_expression.ts";
import { bitsSuffice, type Plan } from "../plan/plan.ts";
import { countBits } from "./bit_repository.ts";
import type { Keyed } from "./order_repository.ts";
import { type Budget, budgetOf, largestBlock, ROW_MILLISECONDS, spending, tooCostly, within } from "../plan/budget.ts";
import { countRows } from "./count_rows.ts";
import { findIds } from "./id_order.ts";
import { type Next, walk } from "./ordered.ts";
import { openRowFilter, type RowFilter } from "./row_filter.ts";
import type { Search } from "./search_context.ts";

/** A part of a result in its order, and the size of the whole result. */
export interface Found {
  images: Keyed[];
  count: { value: number; exact: boolean };
  /** Number of images in each of the `others`. */
  counts: number[];
}

export interface PageOfResult {
  after: Keyed | null;
  limit: number;
  seed: number;
  /** Expressions that are counted as well. */
  others?: BitExpression[];
  /** False: the size of the whole result is not needed. */
  counted?: boolean;
  /** The time in which rows may be read to fill the page. */
  milliseconds?: number;
}

/**
 * Returns one page of a planned search (ids and sort keys), with the size of the whole result. If bitmaps alone do not answer the
 * query, rows are read. Throws `too_costly` if that takes too long.
 */
export async function findPage(search: Search, page: PageOfResult): Promise<Found> {
  const { plan } = search;
  if (!bitsSuffice(plan)) return await findAmongRows(search, page);
  const { after, limit, seed, others = [] } = page;
  const { order } = plan.query;
  if (order.by === "id") {
    const slice = { after: after?.id ?? null, limit, ascending: order.direction === "asc" };
    const { ids, count, counts } = await findIds(search, plan.bits, slice, others);
    return { images: ids.map((id) => ({ id, key: null })), count: { value: count, exact: true }, counts };
  }
  const [images, [count = 0, ...counts]] = await Promise.all([
    walk(search, seed)(after, limit),
    countBits(search, [plan.bits, ...others]),
  ]);
  return { images, count: { value: count, exact: true }, counts };
}

async function findAmongRows(search: Search, page: PageOfResult): Promise<Found> {
  const { limit, seed, others = [], counted = true, milliseconds = ROW_MILLISECONDS } = page;
  const filter = await openRowFilter(search);
  const budget = budgetOf(milliseconds);
  const images = await fill({ ...search, filter, next: walk(search, seed) }, page.after, limit, budget);
  if (!counted) return { images, count: { value: images.length, exact: false }, counts: [] };
  const count = await countRows(search, filter, budgetOf(Math.max(budget.left(), milliseconds / 5)));
  const counts = await countBits(search, others);
  return { images, count: { ...count, value: Math.max(count.value, images.length) }, counts };
}

interface Filtered extends Search {
  filter: RowFilter;
  next: Next;
}

const FIRST_BLOCK = 200;

/** Filters blocks of images until the page is full. The first blocks are small, because most searches find enough in them. */
async function fill(
  { db, plan, filter, next }: Filtered,
  from: Keyed | null,
  limit: number,
  budget: Budget,
): Promise<Keyed[]> {
  const images: Keyed[] = [];
  let after = from;
  let read = 0;
  for (let size = FIRST_BLOCK; images.length < limit; size = Math.min(size * 2, largestBlock(db))) {
    const block = await spending(budget, () => next(after, size));
    const matching = block.length === 0 ? [] : await within(db, budget, (db) => filter(db, block.map(({ id }) => id)));
    read += block.length;
    const isOver = block.length < size;
    if (matching === null || (budget.left() === 0 && !isOver && images.length + matching.length < limit)) {
      throw tooCostly(rowsOf(plan), read);
    }
    const found = new Set(matching);
    images.push(...block.filter(({ id }) => found.has(id)));
    if (isOver) break;
    after = block.at(-1) ?? null;
  }
  return images.slice(0, limit);
}

/** Returns the terms that need rows, as they were typed. */
export function rowsOf({ query: { root }, required, rowColumns }: Plan): string {
  const atoms = new Set([...required.map(({ atom }) => atom), ...rowColumns]);
  const texts: string[] = [];
  const visit = (node: typeof root): void => {
    if (node?.kind === "term" && atoms.has(node.atom)) texts.push(node.text);
    if (node?.kind === "not") visit(node.child);
    if (node?.kind === "and" || node?.kind === "or") node.children.forEach(visit);
  };
  visit(root);
  return texts.join(" ");
}
