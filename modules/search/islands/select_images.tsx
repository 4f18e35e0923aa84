/** Makes the tiles a grid in which images are selected with the pointer and with keys. */
import { announceSelection, watchCommands } from "../gallery/selection/channel.ts";
import { watchKeys } from "../gallery/selection/grid_keys.ts";
import { watchPointer } from "../gallery/selection/grid_pointer.ts";
import { createPicker } from "../gallery/selection/picker.ts";
import { watchRubberBand } from "../gallery/selection/rubber_band.ts";
import { openSelection } from "../gallery/selection/selection.ts";
import { findTiles, idOf, makeGrid, markTiles, type Tiles } from "../gallery/selection/tiles.ts";

function start(tiles: Tiles): void {
  const selection = openSelection(tiles.grid.dataset.query ?? "");
  const picker = createPicker(tiles, selection);
  const show = () => {
    const { ids, everything } = selection.get();
    const isSelected = (id: number) => everything || ids.has(id);
    markTiles(tiles, isSelected);
    const onPage = tiles.all.filter((tile) => isSelected(idOf(tile))).length;
    announceSelection({ ids: [...ids], everything, pageSize: tiles.all.length, onPage });
  };
  makeGrid(tiles);
  selection.watch(show);
  watchKeys(tiles, picker);
  watchPointer(tiles, picker);
  watchRubberBand(tiles, picker);
  watchCommands((command) => {
    if (command === "more") picker.selectMore();
    else if (command === "clear") picker.clear();
    else show();
  });
  // When a page is shown again, the browser restores the checkboxes as they were when it was left.
  addEventListener("pageshow", show);
  show();
}

const tiles = findTiles();
if (tiles !== null) start(tiles);
