import type { Order } from "../../modules/search/grammar/ast.ts";
import { numberOf, timesOf } from "./naive_atom.ts";
import type { NaiveImage } from "./naive_search.ts";

/** Compares two images by a search's order. Images without a value are last, and equal ones are newest first. */
export function orderOf(order: Order): (one: NaiveImage, other: NaiveImage) => number {
  if (order.by === "random") return (one, other) => one.id - other.id;
  const { by, direction } = order;
  const sign = direction === "asc" ? 1 : -1;
  return (one, other) => {
    const [left, right] = [keyOf(one, by), keyOf(other, by)];
    if (left !== right && left !== null && right !== null) return sign * (left - right);
    if (left !== right) return left === null ? 1 : -1;
    return other.id - one.id;
  };
}

function keyOf(image: NaiveImage, by: Exclude<Order["by"], "random">): number | null {
  if (by !== "created" && by !== "crawled" && by !== "taken") return numberOf(image, by);
  const times = timesOf(image, by);
  return times.length > 0 ? Math.max(...times) : null;
}
