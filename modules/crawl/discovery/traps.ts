import type { Attributes } from "./page_state.ts";
import type { Remark } from "../texts.ts";

type Reject = { reason: string; detail: Remark };

const WORD =
  "(?:spacer|blank|placeholder|pixel|px|transparent|trans|clear|lazy|lazyload|lazyloader|loading|loader|spinner|preloader|grey|gray|" +
  "1x1|1px|empty|dummy|shim|dot|noimage|image|img|gif|bg|the|small|large|ajax)";
/** Matches a file name that consists of such words only; as part of a name they say nothing. */
const PLACEHOLDER_NAME = new RegExp(
  `^${WORD}(?:[_.-]?(?:${WORD}|\\d+(?!\\d)(?:x\\d+(?!\\d))?))*\\.(?:gif|png|svg|jpe?g|webp)$`,
  "i",
);

/** The characters of a length that are looked at. Whole ones, which a page may make as long as it likes, would take quadratic time. */
const LENGTH_TEXT = 100;

/** Returns a rejection if the attributes or the style of an image show it at most one pixel large. */
export function trackingPixel({ width, height, style }: Attributes): Reject | undefined {
  const across = pixels(width) ?? pixels(declared(style, "width"));
  const down = pixels(height) ?? pixels(declared(style, "height"));
  if (across === undefined && down === undefined) return undefined;
  // If only one side is given, a browser derives the other one from the image.
  if ((across ?? 0) > 1 || (down ?? 0) > 1) return undefined;
  return { reason: "tracking_pixel", detail: { code: "shown_as_pixel", width: across ?? null, height: down ?? null } };
}

/** Returns a rejection if an address is, by its name, what a lazy loader shows until the image is there. */
export function placeholder(url: string): Reject | undefined {
  const path = url.split(/[?#]/, 1)[0] ?? "";
  if (!PLACEHOLDER_NAME.test(path.slice(path.lastIndexOf("/") + 1).slice(-60))) return undefined;
  return { reason: "placeholder", detail: { code: "lazy_placeholder" } };
}

function pixels(length: string | undefined): number | undefined {
  const match = /^\s*(\d{1,6}(?:\.\d{1,6})?)\s*(?:px)?\s*$/i.exec(length?.slice(0, LENGTH_TEXT) ?? "");
  return match ? Number(match[1]) : undefined;
}

function declared(style: string | undefined, property: string): string | undefined {
  if (style === undefined || style.length > 2_000) return undefined;
  for (const declaration of style.split(";")) {
    const [name = "", value] = declaration.split(":", 2);
    if (name.trim().toLowerCase() === property) return value?.replace(/!\s*important/i, "");
  }
  return undefined;
}
