import { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { decodeCursor } from "../../shared/page.ts";
import type { Order } from "../grammar/ast.ts";

/** Where a page begins: behind this image. */
export interface Position {
  /** What the order compares; null: the image has no such value, or the order is that of ids. */
  key: number | null;
  id: number;
  /** Of a random order: what makes it the same one on every page. */
  seed: number;
}

const Cursor = z.tuple([z.string(), z.number().nullable(), z.number().int(), z.number().int()]);

/** What a cursor carries: the order that it belongs to, and the last image of the page. */
export function cursorOf(order: Order, { key, id, seed }: Position): unknown[] {
  return [nameOf(order), key, id, seed];
}

/** Throws `malformed` where the cursor is of no search, or of one in another order. */
export function positionOf(order: Order, cursor: string | undefined): Position | null {
  const read = decodeCursor(cursor, Cursor);
  if (read === null) return null;
  const [name, key, id, seed] = read;
  if (name === nameOf(order)) return { key, id, seed };
  const detail = `"cursor" belongs to a search in the order ${name}, this one is in the order ${
    nameOf(order)
  }. Start again without it.`;
  throw new AppError("malformed", detail);
}

function nameOf(order: Order): string {
  return order.by === "random" ? "random" : `${order.by} ${order.direction}`;
}
