import { isTyping } from "../../../shared/web/typing.ts";
import type { Picker } from "./picker.ts";
import { columnsOf, focusTile, tileAt, type Tiles } from "./tiles.ts";

/**
 * Keys of the grid: arrows, Home and End move, with Shift they select on the way; Space selects, Enter opens. On the whole page,
 * while nobody types: Ctrl+A selects all of it, and everything that matches the second time; Escape clears.
 */
export function watchKeys(tiles: Tiles, picker: Picker): () => void {
  const inGrid = (event: KeyboardEvent) => {
    const tile = tileAt(event.target);
    if (tile === null || event.altKey || event.ctrlKey || event.metaKey || !pressOn(tiles, picker, tile, event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onPage = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isTyping(event.target) || document.querySelector("dialog[open]") !== null) return;
    if (event.key === "Escape" && picker.isSelecting()) picker.clear();
    else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey) && !event.shiftKey) picker.selectMore();
    else return;
    event.preventDefault();
  };
  tiles.grid.addEventListener("keydown", inGrid);
  document.addEventListener("keydown", onPage);
  return () => {
    tiles.grid.removeEventListener("keydown", inGrid);
    document.removeEventListener("keydown", onPage);
  };
}

/** Whether the key means something on a tile. */
function pressOn(tiles: Tiles, picker: Picker, tile: HTMLElement, { key, shiftKey }: KeyboardEvent): boolean {
  if (key === " ") {
    if (shiftKey) picker.extend(tile);
    else picker.toggle(tile);
    return true;
  }
  if (key === "Enter") {
    openTile(tile);
    return true;
  }
  const next = goalOf(tiles, tile, key);
  if (next === undefined) return false;
  if (shiftKey) picker.extend(next);
  else picker.anchorAt(next);
  focusTile(tiles, next);
  return true;
}

export function openTile(tile: HTMLElement): void {
  const link = tile.querySelector<HTMLAnchorElement>("a");
  if (link) location.assign(link.href);
}

function goalOf(tiles: Tiles, tile: HTMLElement, key: string): HTMLElement | undefined {
  const at = tiles.all.indexOf(tile);
  const last = tiles.all.length - 1;
  switch (key) {
    case "ArrowLeft":
      return tiles.all[Math.max(0, at - 1)];
    case "ArrowRight":
      return tiles.all[Math.min(last, at + 1)];
    case "ArrowUp":
      return tiles.all[at - columnsOf(tiles)] ?? tile;
    case "ArrowDown":
      return tiles.all[at + columnsOf(tiles)] ?? tile;
    case "Home":
      return tiles.all[0];
    case "End":
      return tiles.all[last];
    default:
      return undefined;
  }
}
