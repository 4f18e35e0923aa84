/** Which images are selected: by their ids, on whatever pages of the result, or everything that matches. Runs in the browser. */
export interface Selected {
  ids: ReadonlySet<number>;
  everything: boolean;
}

export interface Selection {
  get: () => Selected;
  set: (selected: Selected) => void;
  /** Calls back after each change, until the returned function is called. */
  watch: (callback: () => void) => () => void;
}

const KEY = "selection";

/** The selection within a query's result. It outlives a way to an image and back, and to the next page of the same result. */
export function openSelection(query: string): Selection {
  const watchers = new Set<() => void>();
  let selected = readKept(query);
  return {
    get: () => selected,
    set: (next) => {
      selected = next;
      keep(query, next);
      for (const callback of watchers) callback();
    },
    watch: (callback) => {
      watchers.add(callback);
      return () => watchers.delete(callback);
    },
  };
}

export const NONE: Selected = { ids: new Set(), everything: false };

function readKept(query: string): Selected {
  const kept: { query: string; ids: number[]; everything: boolean } | null = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  return kept?.query === query ? { ids: new Set(kept.ids), everything: kept.everything } : NONE;
}

function keep(query: string, { ids, everything }: Selected): void {
  if (ids.size === 0 && !everything) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, JSON.stringify({ query, ids: [...ids], everything }));
}
