import { openTile } from "./grid_keys.ts";
import type { Picker } from "./picker.ts";
import { tileAt, type Tiles } from "./tiles.ts";

const LONG_PRESS_MILLISECONDS = 500;
/** If a finger moves further than this, it scrolls. */
const STILL_PIXELS = 10;

/**
 * A click on the checkbox or with Ctrl toggles a tile, and one with Shift selects a range. While something is selected, a plain
 * click toggles too, and a double click opens the image. On a touch screen, a long press begins a selection.
 */
export function watchPointer(tiles: Tiles, picker: Picker): () => void {
  const press = watchLongPress(tiles, picker);
  const click = (event: MouseEvent) => {
    const tile = tileAt(event.target);
    if (tile === null) return;
    const onBox = event.target instanceof Element && event.target.closest(".tile-select") !== null;
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (press.justSelected() || event.detail > 1) return event.preventDefault();
    if (plain && !onBox && !picker.isSelecting()) return;
    // If the default of a checkbox's click is prevented, the browser resets the checkbox.
    if (!(event.target instanceof HTMLInputElement)) event.preventDefault();
    if (event.shiftKey) picker.extend(tile);
    else picker.toggle(tile);
  };
  const open = (event: MouseEvent) => {
    const tile = tileAt(event.target);
    const onBox = event.target instanceof Element && event.target.closest(".tile-select") !== null;
    if (tile !== null && !onBox) openTile(tile);
  };
  tiles.grid.addEventListener("click", click);
  tiles.grid.addEventListener("dblclick", open);
  return () => {
    press.end();
    tiles.grid.removeEventListener("click", click);
    tiles.grid.removeEventListener("dblclick", open);
  };
}

function watchLongPress({ grid }: Tiles, picker: Picker) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start = { x: 0, y: 0 };
  let selected = false;
  const down = (event: PointerEvent) => {
    const tile = tileAt(event.target);
    selected = false;
    if (event.pointerType === "mouse" || tile === null) return;
    start = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => {
      selected = true;
      picker.toggle(tile);
      navigator.vibrate?.(10);
    }, LONG_PRESS_MILLISECONDS);
  };
  const move = ({ clientX, clientY }: PointerEvent) => {
    if (Math.hypot(clientX - start.x, clientY - start.y) > STILL_PIXELS) clearTimeout(timer);
  };
  const up = () => clearTimeout(timer);
  // The browser's menu for a long press on a link would cover the selected tile.
  const menu = (event: Event) => selected && event.preventDefault();
  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up, contextmenu: menu };
  for (const [name, listen] of Object.entries(listeners)) grid.addEventListener(name, listen as EventListener);
  return {
    /** Returns true if the next click is the end of a long press. */
    justSelected: () => selected,
    end: () => {
      for (const [name, listen] of Object.entries(listeners)) grid.removeEventListener(name, listen as EventListener);
    },
  };
}
