import type { Queryable } from "../../shared/database/handle.ts";
import type { Order } from "../grammar/ast.ts";
import type { BitExpression } from "../plan/bit_expression.ts";
import { digitsOf } from "../plan/number_bits.ts";
import type { Keyed } from "./order_repository.ts";
import { findIds } from "./id_order.ts";
import { findByNumber } from "./number_order.ts";
import { findAtRandom } from "./whole_order.ts";

/** The next images of some bits, behind one, in an order. */
export type Next = (after: Keyed | null, limit: number) => Promise<Keyed[]>;

/** How the images of some bits are walked through in an order. */
export function walk(db: Queryable, bits: BitExpression, order: Order, seed: number, unfolded: boolean): Next {
  return async (after, limit) => {
    const slice = { after, limit };
    if (order.by === "random") return await findAtRandom(db, bits, seed, slice, unfolded);
    const descending = order.direction === "desc";
    switch (order.by) {
      case "id": {
        const { ids } = await findIds(db, bits, { after: after?.id ?? null, limit, ascending: !descending }, { unfolded });
        return ids.map((id) => ({ id, key: null }));
      }
      default:
        return await findByNumber(db, bits, { field: digitsOf(order.by), descending }, slice, unfolded);
    }
  };
}
