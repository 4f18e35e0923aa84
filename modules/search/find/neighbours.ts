import type { Database, Queryable } from "../../shared/database/handle.ts";
import type { Order } from "../grammar/ast.ts";
import { digitsOf } from "../plan/number_bits.ts";
import { isExact, type Plan } from "../plan/plan.ts";
import { findNumbers } from "./order_repository.ts";
import { findPage } from "./find_page.ts";
import { findByNumber, findByNumberBefore } from "./number_order.ts";

/** Ids of the images next to one in a result, and the order that they are next to it in. */
export interface Neighbours {
  previous: number | null;
  next: number | null;
  order: Order;
}

type Direction = "asc" | "desc";

/**
 * The images before and after this one in a planned search. Newest first where no order is kept from page to page, and where rows
 * are read, which can be walked through in one direction only.
 */
export async function findNeighbours(db: Queryable | Database, plan: Plan, id: number, unfolded: boolean): Promise<Neighbours> {
  const { order } = plan.query;
  if (order.by === "random" || (order.by !== "id" && !isExact(plan))) return await byId(db, plan, id, "desc", unfolded);
  if (order.by === "id") return await byId(db, plan, id, order.direction, unfolded);
  const numbers = { field: digitsOf(order.by), descending: order.direction === "desc" };
  const [own] = await findNumbers(db, [id], numbers.field);
  if (!own) return { previous: null, next: null, order };
  const [previous, [next]] = await Promise.all([
    findByNumberBefore(db, plan.bits, numbers, own, unfolded),
    findByNumber(db, plan.bits, numbers, { after: own, limit: 1 }, unfolded),
  ]);
  return { previous, next: next?.id ?? null, order };
}

async function byId(
  db: Queryable | Database,
  plan: Plan,
  id: number,
  direction: Direction,
  unfolded: boolean,
): Promise<Neighbours> {
  const towards = async (direction: Direction) => {
    const ordered = { ...plan, query: { ...plan.query, order: { by: "id", direction } as const } };
    const { images } = await findPage(db, ordered, { after: { id, key: null }, limit: 1, seed: 0, unfolded, counted: false });
    return images[0]?.id ?? null;
  };
  const [newer, older] = await Promise.all([towards("asc"), towards("desc")]);
  const order = { by: "id", direction } as const;
  return direction === "desc" ? { previous: newer, next: older, order } : { previous: older, next: newer, order };
}
