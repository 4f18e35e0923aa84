import { thumbHashToAverageRGBA } from "thumbhash";

/** Returns the average colour of a thumbhash in CSS, or null if it is not a thumbhash. */
export function averageColour(thumbhash: string | null): string | null {
  const bytes = Uint8Array.from(atob(thumbhash ?? ""), (letter) => letter.charCodeAt(0));
  if (bytes.length < 5) return null;
  const { r, g, b } = thumbHashToAverageRGBA(bytes);
  const part = (value: number) => Math.max(0, Math.min(255, Math.round(value * 255)));
  return `rgb(${part(r)} ${part(g)} ${part(b)})`;
}
