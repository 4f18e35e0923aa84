import { NONE, type Selection } from "./selection.ts";
import { idOf, type Tiles } from "./tiles.ts";

/** The changes that pointers and keys make to a selection. Runs in the browser. */
export interface Picker {
  isSelecting: () => boolean;
  toggle: (tile: HTMLElement) => void;
  /** Makes this tile the anchor, at which ranges begin. */
  anchorAt: (tile: HTMLElement) => void;
  /** Selects the tiles from the anchor to this tile, and the tiles that were selected when the anchor was set. */
  extend: (tile: HTMLElement) => void;
  /** Returns a function that selects the given tiles, and those that were selected when `begin` was called. */
  begin: () => (tiles: HTMLElement[]) => void;
  /** Selects the whole page or, if that is selected, everything that matches. */
  selectMore: () => void;
  clear: () => void;
}

export function createPicker(tiles: Tiles, selection: Selection): Picker {
  /** The tile at which ranges begin, and the ids that were selected when it was set. */
  let anchor: HTMLElement | null = null;
  let before: ReadonlySet<number> = new Set();

  const pageIds = () => tiles.all.map(idOf);
  const current = () => {
    const { ids, everything } = selection.get();
    return everything ? new Set(pageIds()) : ids;
  };
  const set = (ids: ReadonlySet<number>) => selection.set({ ids, everything: false });
  const setAnchor = (tile: HTMLElement) => {
    anchor = tile;
    before = current();
  };

  return {
    isSelecting: () => current().size > 0,
    toggle: (tile) => {
      const ids = new Set(current());
      if (!ids.delete(idOf(tile))) ids.add(idOf(tile));
      set(ids);
      setAnchor(tile);
    },
    anchorAt: setAnchor,
    extend: (tile) => {
      if (anchor === null) setAnchor(tile);
      const [from = 0, to = 0] = [tiles.all.indexOf(anchor ?? tile), tiles.all.indexOf(tile)].sort((a, b) => a - b);
      set(before.union(new Set(tiles.all.slice(from, to + 1).map(idOf))));
    },
    begin: () => {
      const base = current();
      return (hit) => set(base.union(new Set(hit.map(idOf))));
    },
    selectMore: () => {
      const { ids, everything } = selection.get();
      const wholePage = everything || pageIds().every((id) => ids.has(id));
      if (wholePage) selection.set({ ids: current(), everything: true });
      else set(ids.union(new Set(pageIds())));
    },
    clear: () => {
      anchor = null;
      selection.set(NONE);
    },
  };
}
