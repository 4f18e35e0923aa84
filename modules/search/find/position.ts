import { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { decodeCursor } from "../../shared/page.ts";
import type { Order } from "../grammar/ast.ts";

/** A page begins after this image. */
export interface Position {
  /** The number that the order compares; null if the image has none or the order is by id. */
  key: number | null;
  id: number;
  /** The seed of a random order, which makes it the same on every page. */
  seed: number;
}

const Cursor = z.tuple([z.string(), z.number().nullable(), z.number().int(), z.number().int()]);

/** Returns the content of a cursor: the order of the search and the last image of the page. */
export function cursorOf(order: Order, { key, id, seed }: Position): unknown[] {
  return [nameOf(order), key, id, seed];
}

/** Throws `malformed` if the cursor does not belong to a search, or belongs to one in another order. */
export function positionOf(order: Order, cursor: string | undefined): Position | null {
  const read = decodeCursor(cursor, Cursor);
  if (read === null) return null;
  const [name, key, id, seed] = read;
  if (name === nameOf(order)) return { key, id, seed };
  const detail = `"cursor" belongs to a search in the order ${name}, but this search is in the order ${
    nameOf(order)
  }. Start again without it.`;
  throw new AppError("malformed", detail);
}

function nameOf(order: Order): string {
  return order.by === "random" ? "random" : `${order.by} ${order.direction}`;
}
