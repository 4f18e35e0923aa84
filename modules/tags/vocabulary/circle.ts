import type { Edge } from "./implication_repository.ts";

/** The shortest way from one tag to another along implications, both included; null where there is none. */
export function findWay(edges: readonly Edge[], from: number, to: number): number[] | null {
  const implied = new Map<number, number[]>();
  for (const { tagId, impliedId } of edges) implied.set(tagId, [...implied.get(tagId) ?? [], impliedId]);
  const cameFrom = new Map<number, number | null>([[from, null]]);
  for (const id of cameFrom.keys()) {
    if (id === to) return wayBack(cameFrom, to);
    for (const next of implied.get(id) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, id);
  }
  return null;
}

function wayBack(cameFrom: Map<number, number | null>, to: number): number[] {
  const way: number[] = [];
  for (let id: number | null | undefined = to; id != null; id = cameFrom.get(id)) way.unshift(id);
  return way;
}

/** Tags in an order in which each comes after those among them that imply it; what is in a circle comes last. */
export function impliersFirst(ids: readonly number[], edges: readonly Edge[]): number[] {
  const among = new Set(ids);
  const inner = edges.filter(({ tagId, impliedId }) => among.has(tagId) && among.has(impliedId));
  const waiting = new Map(ids.map((id) => [id, inner.filter(({ impliedId }) => impliedId === id).length]));
  const order = ids.filter((id) => waiting.get(id) === 0);
  for (const id of order) {
    for (const { impliedId } of inner.filter(({ tagId }) => tagId === id)) {
      const left = (waiting.get(impliedId) ?? 0) - 1;
      waiting.set(impliedId, left);
      if (left === 0) order.push(impliedId);
    }
  }
  return [...order, ...ids.filter((id) => !order.includes(id))];
}
