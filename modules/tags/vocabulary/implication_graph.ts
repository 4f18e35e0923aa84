import type { Edge } from "./implication_repository.ts";

/** The shortest path from one tag to another along implications, both tags included, or null if there is none. */
export function findPath(edges: readonly Edge[], from: number, to: number): number[] | null {
  const implied = new Map<number, number[]>();
  for (const { tagId, impliedId } of edges) implied.set(tagId, [...implied.get(tagId) ?? [], impliedId]);
  const cameFrom = new Map<number, number | null>([[from, null]]);
  for (const id of cameFrom.keys()) {
    if (id === to) return pathTo(to, cameFrom);
    for (const next of implied.get(id) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, id);
  }
  return null;
}

function pathTo(to: number, cameFrom: Map<number, number | null>): number[] {
  const path: number[] = [];
  for (let id: number | null | undefined = to; id != null; id = cameFrom.get(id)) path.unshift(id);
  return path;
}

/** Orders tags so that each comes after the tags among them that imply it. Tags in a cycle come last. */
export function orderByImplication(ids: readonly number[], edges: readonly Edge[]): number[] {
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
