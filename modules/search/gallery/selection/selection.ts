/** The selected images: ids on any pages of the result, or everything that matches. Runs in the browser. */
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

/** Returns the selection in the result of a query. It is stored for the session, so that other pages of the result have it too. */
export function openSelection(query: string): Selection {
  const watchers = new Set<() => void>();
  let selected = readStored(query);
  return {
    get: () => selected,
    set: (next) => {
      selected = next;
      store(query, next);
      for (const callback of watchers) callback();
    },
    watch: (callback) => {
      watchers.add(callback);
      return () => watchers.delete(callback);
    },
  };
}

export const NONE: Selected = { ids: new Set(), everything: false };

function readStored(query: string): Selected {
  const stored: { query: string; ids: number[]; everything: boolean } | null = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  return stored?.query === query ? { ids: new Set(stored.ids), everything: stored.everything } : NONE;
}

function store(query: string, { ids, everything }: Selected): void {
  if (ids.size === 0 && !everything) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, JSON.stringify({ query, ids: [...ids], everything }));
}
