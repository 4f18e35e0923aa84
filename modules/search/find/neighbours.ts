import type { Order } from "../grammar/ast.ts";
import { digitsOf } from "../plan/number_bits.ts";
import { bitsSuffice } from "../plan/plan.ts";
import { findNumbers } from "./order_repository.ts";
import { findPage } from "./find_page.ts";
import { findByNumber, findByNumberBefore } from "./number_order.ts";
import { reordered, type Search } from "./search_context.ts";

/** Ids of the images before and after an image in a result, and the order in which they are. */
export interface Neighbours {
  previous: number | null;
  next: number | null;
  order: Order;
}

type Direction = "asc" | "desc";

/**
 * Returns the images before and after this one in a planned search. These are the newer and the older image if the order is random,
 * because the seed is not known here, or if rows are read in another order than by id, which works in one direction only.
 */
export async function findNeighbours(search: Search, id: number): Promise<Neighbours> {
  const { db, plan } = search;
  const { order } = plan.query;
  if (order.by === "random" || (order.by !== "id" && !bitsSuffice(plan))) return await byId(search, id, "desc");
  if (order.by === "id") return await byId(search, id, order.direction);
  const numbers = { field: digitsOf(order.by), descending: order.direction === "desc" };
  const [own] = await findNumbers(db, [id], numbers.field);
  if (!own) return { previous: null, next: null, order };
  const [previous, [next]] = await Promise.all([
    findByNumberBefore(search, plan.bits, numbers, own),
    findByNumber(search, plan.bits, numbers, { after: own, limit: 1 }),
  ]);
  return { previous, next: next?.id ?? null, order };
}

async function byId(search: Search, id: number, direction: Direction): Promise<Neighbours> {
  const towards = async (direction: Direction) => {
    const ordered = reordered(search, { by: "id", direction });
    const { images } = await findPage(ordered, { after: { id, key: null }, limit: 1, seed: 0, counted: false });
    return images[0]?.id ?? null;
  };
  const [newer, older] = await Promise.all([towards("asc"), towards("desc")]);
  const order = { by: "id", direction } as const;
  return direction === "desc" ? { previous: newer, next: older, order } : { previous: older, next: newer, order };
}
