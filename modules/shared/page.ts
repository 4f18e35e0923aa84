import { z } from "zod";
import { AppError } from "./errors.ts";

export const PAGE_LIMIT = 200;

/** `limit` and `cursor` of every list. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(50),
  cursor: z.string().max(300).optional(),
});

/** The schema of a list: its items, and the keyset cursor of the next page or null. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

/** Cuts a list that was fetched with one row more than the limit, and adds the cursor of the next page. */
export function cutPage<Item>(rows: Item[], limit: number, keyOf: (item: Item) => unknown[]): Page<Item> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}

function encodeCursor(key: unknown[]): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(key)))).replaceAll("+", "-").replaceAll("/", "_");
}

/** Reads a cursor. Throws `malformed` if it is not from this list. */
export function decodeCursor<Key extends z.ZodType>(cursor: string | undefined, key: Key): z.output<Key> | null {
  if (cursor === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    return key.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new AppError("malformed", `"cursor" is not one that this list gave. Start again without it.`);
  }
}
