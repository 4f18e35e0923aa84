/** The grid and the tiles that the server rendered. Runs in the browser. */
export interface Tiles {
  grid: HTMLElement;
  /** In the order of the page. */
  all: HTMLElement[];
}

export function findTiles(): Tiles | null {
  const grid = document.getElementById("tiles");
  return grid === null ? null : { grid, all: [...grid.querySelectorAll<HTMLElement>(".tile")] };
}

export function idOf(tile: HTMLElement): number {
  return Number(tile.dataset.id);
}

/** Returns the tile that contains the target of an event. */
export function tileAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(".tile") : null;
}

/** Returns the number of columns, which depends on the width of the window. */
export function columnsOf({ all }: Tiles): number {
  const top = all[0]?.offsetTop;
  const columns = all.findIndex(({ offsetTop }) => offsetTop !== top);
  return columns === -1 ? all.length : columns;
}

/**
 * Makes the list a grid with a row for each image. Tab reaches one row, and arrows reach the others. The link and the checkbox in
 * a row are for pointers, and for screen readers that read the page as a document.
 */
export function makeGrid({ grid, all }: Tiles): void {
  grid.setAttribute("role", "grid");
  grid.setAttribute("aria-multiselectable", "true");
  for (const [index, tile] of all.entries()) {
    tile.setAttribute("role", "row");
    tile.tabIndex = index === 0 ? 0 : -1;
    tile.firstElementChild?.setAttribute("role", "gridcell");
    for (const control of tile.querySelectorAll<HTMLElement>("a, input")) control.tabIndex = -1;
  }
}

/** Moves the focus to this tile and makes it the one that Tab reaches. */
export function focusTile({ all }: Tiles, tile: HTMLElement): void {
  for (const other of all) other.tabIndex = other === tile ? 0 : -1;
  tile.focus();
}

/** Marks the selected tiles, also for screen readers. */
export function markTiles({ all }: Tiles, isSelected: (id: number) => boolean): void {
  for (const tile of all) {
    const selected = isSelected(idOf(tile));
    tile.setAttribute("aria-selected", String(selected));
    const box = tile.querySelector<HTMLInputElement>("input[type=checkbox]");
    if (box) box.checked = selected;
  }
}
