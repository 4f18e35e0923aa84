/**
 * Removes the oldest quarter of a map that has more than `limit` entries. Many are removed at once, because finding a map's first entry
 * is slow if entries before it were removed.
 */
export function forgetOldest<Key>(map: Map<Key, unknown>, limit: number): void {
  if (map.size <= limit) return;
  const kept = limit * 3 / 4;
  for (const key of map.keys()) {
    if (map.size <= kept) return;
    map.delete(key);
  }
}
