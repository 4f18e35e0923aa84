/**
 * Keys on every page, while nobody types. Runs in the browser; the links and the fields that they lead to work without it.
 * `?` lists them all, those of the gallery and of fields included.
 */
import { openKeyHelp } from "../web/key_help.ts";
import { isTyping } from "../web/typing.ts";

/** Links and buttons that a key clicks. */
const CLICKS: Record<string, string> = {
  ArrowLeft: 'a[rel="prev"]',
  a: 'a[rel="prev"]',
  ArrowRight: 'a[rel="next"]',
  d: 'a[rel="next"]',
};
/** Fields that a key leads to. */
const FIELDS: Record<string, string> = { "/": "#search", q: "#search", e: "input[name=tags]" };
/** Behind g. */
const PLACES: Record<string, string> = { g: "/", t: "/tags", j: "/jobs", h: "/operations", s: "/help/search", n: "/jobs/new" };
const CHORD_MILLISECONDS = 1_500;

let chordUntil = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]") === null && press(event)) event.preventDefault();
});

function press({ key, shiftKey, timeStamp }: KeyboardEvent): boolean {
  if (key === "?") return openKeyHelp();
  if (shiftKey) return false;
  const place = timeStamp < chordUntil ? PLACES[key] : undefined;
  chordUntil = key === "g" && place === undefined ? timeStamp + CHORD_MILLISECONDS : 0;
  if (place !== undefined) {
    location.assign(place);
    return true;
  }
  const field = document.querySelector<HTMLInputElement>(FIELDS[key] ?? "input[name='']");
  field?.focus();
  field?.select();
  const link = document.querySelector<HTMLAnchorElement>(CLICKS[key] ?? "a[rel='']");
  link?.click();
  return field !== null || link !== null;
}
