import { openTile } from "./grid_keys.ts";
import type { Picker } from "./picker.ts";
import { tileAt, type Tiles } from "./tiles.ts";

const LONG_PRESS_MILLISECONDS = 500;
/** A finger that moves further scrolls. */
const STILL_PIXELS = 10;

/**
 * Clicks on tiles: one on the box, or with Ctrl, toggles; with Shift it selects up to there; any does while something is
 * selected, and a double one opens all the same. On a touch screen a long press begins to select.
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
    // A box whose click is refused would go back to what it was.
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
  // The menu of a long press on a link would cover what it selected.
  const menu = (event: Event) => selected && event.preventDefault();
  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up, contextmenu: menu };
  for (const [name, listen] of Object.entries(listeners)) grid.addEventListener(name, listen as EventListener);
  return {
    /** Whether the click that follows is the end of a long press. */
    justSelected: () => selected,
    end: () => {
      for (const [name, listen] of Object.entries(listeners)) grid.removeEventListener(name, listen as EventListener);
    },
  };
}
