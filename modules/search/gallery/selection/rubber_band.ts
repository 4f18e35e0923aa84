import type { Picker } from "./picker.ts";
import type { Tiles } from "./tiles.ts";

/** A mouse that moves less is clicking. */
const DRAG_PIXELS = 6;
/** Near the edge of the window, each frame scrolls so far. */
const EDGE_PIXELS = 40;
const SCROLL_PIXELS = 12;

/** In pixels of the page. */
interface Point {
  x: number;
  y: number;
}

/** Dragging with a mouse draws a box, which selects the tiles that it touches, beside what was selected before. */
export function watchRubberBand(tiles: Tiles, picker: Picker): () => void {
  const area = tiles.grid.parentElement ?? tiles.grid;
  const down = (event: PointerEvent) => {
    const onControl = event.target instanceof Element && event.target.closest("button, input, label, nav, form") !== null;
    if (event.pointerType === "mouse" && event.button === 0 && !onControl) drag(tiles, picker, event);
  };
  // Tiles are links and pictures, which browsers would drag away.
  const keep = (event: Event) => event.preventDefault();
  area.addEventListener("pointerdown", down);
  tiles.grid.addEventListener("dragstart", keep);
  return () => {
    area.removeEventListener("pointerdown", down);
    tiles.grid.removeEventListener("dragstart", keep);
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
    swallowClick();
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

/** The click that ends the drag belongs to no tile. */
function swallowClick(): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }));
}
