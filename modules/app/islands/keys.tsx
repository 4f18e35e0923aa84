/**
 * The keys of every page, which work while no field is being typed in. `?` shows all of them, including those of the gallery and of
 * fields. Runs in the browser; the links and fields that the keys lead to work without it.
 */
import { openKeyHelp } from "../key_help.ts";
import { NAVIGATION } from "../navigation.ts";
import { isTyping } from "../../shared/web/typing.ts";

/** Links and buttons that a key clicks. */
const CLICKS: Record<string, string> = {
  ArrowLeft: 'a[rel="prev"]',
  a: 'a[rel="prev"]',
  ArrowRight: 'a[rel="next"]',
  d: 'a[rel="next"]',
};
/** Fields that a key leads to. */
const FIELDS: Record<string, string> = { "/": "#search", q: "#search", e: "input[name=tags]" };
/** Pages that a key leads to when it follows `g`. */
const PAGES: Record<string, string> = {
  ...Object.fromEntries(NAVIGATION.flatMap(({ key, href }) => key === undefined ? [] : [[key, href]])),
  s: "/help/search",
};
const CHORD_MILLISECONDS = 1_500;

let chordUntil = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]") === null && press(event)) event.preventDefault();
});

function press({ key, shiftKey, timeStamp }: KeyboardEvent): boolean {
  if (key === "?") return openKeyHelp();
  if (shiftKey) return false;
  const page = timeStamp < chordUntil ? PAGES[key] : undefined;
  chordUntil = key === "g" && page === undefined ? timeStamp + CHORD_MILLISECONDS : 0;
  if (page !== undefined) {
    location.assign(page);
    return true;
  }
  const field = document.querySelector<HTMLInputElement>(FIELDS[key] ?? "input[name='']");
  field?.focus();
  field?.select();
  const link = document.querySelector<HTMLAnchorElement>(CLICKS[key] ?? "a[rel='']");
  link?.click();
  return field !== null || link !== null;
}
