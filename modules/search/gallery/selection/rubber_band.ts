import type { Picker } from "./picker.ts";
import type { Tiles } from "./tiles.ts";

/** If the mouse moves less than this, it is a click. */
const DRAG_PIXELS = 6;
/** Within this distance of the edge of the window, each step scrolls by SCROLL_PIXELS. */
const EDGE_PIXELS = 40;
const SCROLL_PIXELS = 12;

/** A position in pixels of the page. */
interface Point {
  x: number;
  y: number;
}

/** Dragging with the mouse draws a box. The tiles that it touches are added to the selection. */
export function watchRubberBand(tiles: Tiles, picker: Picker): () => void {
  const area = tiles.grid.parentElement ?? tiles.grid;
  const down = (event: PointerEvent) => {
    const onControl = event.target instanceof Element && event.target.closest("button, input, label, nav, form") !== null;
    if (event.pointerType === "mouse" && event.button === 0 && !onControl) drag(tiles, picker, event);
  };
  // Browsers drag links and pictures.
  const prevent = (event: Event) => event.preventDefault();
  area.addEventListener("pointerdown", down);
  tiles.grid.addEventListener("dragstart", prevent);
  return () => {
    area.removeEventListener("pointerdown", down);
    tiles.grid.removeEventListener("dragstart", prevent);
  };
}

function drag(tiles: Tiles, picker: Picker, begun: PointerEvent): void {
  const start = pointOf(begun);
  let last = begun;
  let band: { box: HTMLElement; select: (tiles: HTMLElement[]) => void } | null = null;
  const update = () => {
    const now = pointOf(last);
    if (band === null && Math.hypot(now.x - start.x, now.y - start.y) < DRAG_PIXELS) return;
    band ??= { box: document.body.appendChild(makeBox()), select: picker.begin() };
    draw(band.box, start, now);
    const { left, right, top, bottom } = band.box.getBoundingClientRect();
    band.select(tiles.all.filter((tile) => {
      const at = tile.getBoundingClientRect();
      return at.left < right && at.right > left && at.top < bottom && at.bottom > top;
    }));
  };
  const move = (event: PointerEvent) => {
    last = event;
    update();
  };
  const scrolling = setInterval(() => {
    const by = last.clientY < EDGE_PIXELS ? -SCROLL_PIXELS : last.clientY > innerHeight - EDGE_PIXELS ? SCROLL_PIXELS : 0;
    if (band === null || by === 0) return;
    scrollBy(0, by);
    update();
  }, 16);
  const end = () => {
    clearInterval(scrolling);
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", end);
    document.removeEventListener("pointercancel", end);
    if (band === null) return;
    band.box.remove();
    stopNextClick();
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);
}

function pointOf({ clientX, clientY }: PointerEvent): Point {
  return { x: clientX + scrollX, y: clientY + scrollY };
}

function makeBox(): HTMLElement {
  const box = document.createElement("div");
  box.className = "rubber-band";
  return box;
}

function draw({ style }: HTMLElement, one: Point, other: Point): void {
  style.left = `${Math.min(one.x, other.x)}px`;
  style.top = `${Math.min(one.y, other.y)}px`;
  style.width = `${Math.abs(one.x - other.x)}px`;
  style.height = `${Math.abs(one.y - other.y)}px`;
}

/** Stops the click that follows the end of a drag, so that no tile handles it. */
function stopNextClick(): void {
  const stop = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", stop, { capture: true }));
}
