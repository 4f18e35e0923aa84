import { isTyping } from "../../../shared/web/typing.ts";
import type { Picker } from "./picker.ts";
import { columnsOf, focusTile, tileAt, type Tiles } from "./tiles.ts";

/**
 * In the grid, arrows, Home and End move the focus, and with Shift they also select. Space selects, and Enter opens. On the whole
 * page, except in text fields, Ctrl+A selects the page and, pressed again, everything that matches; Escape clears the selection.
 */
export function watchKeys(tiles: Tiles, picker: Picker): () => void {
  const inGrid = (event: KeyboardEvent) => {
    const tile = tileAt(event.target);
    if (tile === null || event.altKey || event.ctrlKey || event.metaKey || !pressKey(tiles, picker, tile, event)) return;
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

/** Handles a key that was pressed on a tile. Returns false if the key has no meaning there. */
function pressKey(tiles: Tiles, picker: Picker, tile: HTMLElement, { key, shiftKey }: KeyboardEvent): boolean {
  if (key === " ") {
    if (shiftKey) picker.extend(tile);
    else picker.toggle(tile);
    return true;
  }
  if (key === "Enter") {
    openTile(tile);
    return true;
  }
  const next = nextTile(tiles, tile, key);
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

function nextTile(tiles: Tiles, tile: HTMLElement, key: string): HTMLElement | undefined {
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
