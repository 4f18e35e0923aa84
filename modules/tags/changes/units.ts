import type { Unit } from "./tagging_reverse_repository.ts";

/** Rows that one statement reverses. Larger statements are not faster. */
const ROWS = 500;

/**
 * Groups units by action, in their order, with at most `limit` taggings in a group. A unit with more taggings is cut into ranges of
 * `limit` positions.
 */
export function* groupUnits(units: (Unit & { count: number })[], limit: number): Generator<Unit[]> {
  let group: Unit[] = [];
  let taggings = 0;
  for (const { count, ...unit } of units.flatMap((unit) => cut(unit, limit))) {
    const full = taggings + count > limit || group.length === ROWS || (group[0]?.action ?? unit.action) !== unit.action;
    if (full && group.length > 0) {
      yield group;
      [group, taggings] = [[], 0];
    }
    group.push(unit);
    taggings += count;
  }
  if (group.length > 0) yield group;
}

function cut(unit: Unit & { count: number }, limit: number): (Unit & { count: number })[] {
  if (unit.count <= limit) return [unit];
  const slices = Math.ceil((unit.last - unit.first + 1) / limit);
  return Array.from({ length: slices }, (_, index) => {
    const first = unit.first + index * limit;
    return { ...unit, first, last: Math.min(unit.last, first + limit - 1), count: limit };
  });
}
