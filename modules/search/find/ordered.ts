import { digitsOf } from "../plan/number_bits.ts";
import type { Keyed } from "./order_repository.ts";
import { findIds } from "./id_order.ts";
import { findByNumber } from "./number_order.ts";
import type { Search } from "./search_context.ts";
import { findAtRandom } from "./whole_order.ts";

/** Returns the images that follow `after` in the order of the search. */
export type Next = (after: Keyed | null, limit: number) => Promise<Keyed[]>;

/** Returns a function that lists the images of `plan.bits` in the order of the search. */
export function walk(search: Search, seed: number): Next {
  const { bits, query: { order } } = search.plan;
  return async (after, limit) => {
    const slice = { after, limit };
    if (order.by === "random") return await findAtRandom(search, bits, seed, slice);
    const descending = order.direction === "desc";
    switch (order.by) {
      case "id": {
        const { ids } = await findIds(search, bits, { after: after?.id ?? null, limit, ascending: !descending });
        return ids.map((id) => ({ id, key: null }));
      }
      default:
        return await findByNumber(search, bits, { field: digitsOf(order.by), descending }, slice);
    }
  };
}
