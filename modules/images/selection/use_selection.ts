import { useEffect, useState } from "preact/hooks";
import { watchKeys } from "./grid_keys.ts";
import { watchPointer } from "./grid_pointer.ts";
import { createPicker, type Picker } from "./picker.ts";
import { watchRubberBand } from "./rubber_band.ts";
import { openSelection, type Selected } from "./selection.ts";
import { findTiles, idOf, makeGrid, markTiles } from "./tiles.ts";

export interface UsedSelection extends Selected {
  picker: Picker;
  /** How many tiles the page has, and how many of them are selected. */
  pageSize: number;
  onPage: number;
}

/** The selection of the page's tiles, with everything that changes it watched. Null where there are no tiles. */
export function useSelection(query: string): UsedSelection | null {
  const [parts] = useState(() => {
    const tiles = findTiles();
    if (tiles === null) return null;
    const selection = openSelection(query);
    return { tiles, selection, picker: createPicker(tiles, selection) };
  });
  const [selected, setSelected] = useState<Selected | undefined>(parts?.selection.get());
  useEffect(() => {
    if (parts === null) return;
    const { tiles, selection, picker } = parts;
    const show = () => {
      const { ids, everything } = selection.get();
      markTiles(tiles, (id) => everything || ids.has(id));
      setSelected(selection.get());
    };
    makeGrid(tiles);
    show();
    const stops = [
      selection.watch(show),
      watchKeys(tiles, picker),
      watchPointer(tiles, picker),
      watchRubberBand(tiles, picker),
    ];
    // Browsers give boxes back the state that they had when the page was left.
    addEventListener("pageshow", show);
    return () => {
      for (const stop of stops) stop();
      removeEventListener("pageshow", show);
    };
  }, []);
  if (parts === null || selected === undefined) return null;
  const onPage = parts.tiles.all.filter((tile) => selected.everything || selected.ids.has(idOf(tile))).length;
  return { ...selected, picker: parts.picker, pageSize: parts.tiles.all.length, onPage };
}
