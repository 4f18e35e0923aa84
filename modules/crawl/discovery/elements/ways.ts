import { isAction } from "../actions.ts";
import { isSameSite, looksLikePage } from "../page_address.ts";
import { type Attributes, image, link, type PageState } from "../page_state.ts";
import { imagesOfProgram } from "../program.ts";
import { waysOfHandler, waysOfScript } from "../program_ways.ts";
import { resolveAddress } from "../../rules/address.ts";
import { namesImage } from "../../rules/scope.ts";
import { newGroup, type Own } from "../references.ts";

/** Attributes beside `data-*` in which libraries name the page that an element fetches. */
const ATTRIBUTES: ReadonlySet<string> = new Set(["hx-get", "ic-get-from", "up-href", "ng-href", "routerlink"]);
/** Matches the part of a `data-` name that says that its value is an address to go to or to fetch. */
const ADDRESS_NAME =
  /(?:^|-)(?:url|uri|href|link|next|prev|page|permalink|path|location|goto|remote|ajax|get|load|more|target|to)(?:-|$)/;
/** Matches names whose value can only be an address, also if it is a single word. */
const ONLY_ADDRESS = /(?:^|-)(?:url|uri|href)$/;
/** Matches a single word that is no address. */
const NO_ADDRESS = /^(?:true|false|null|none|undefined|auto|self|blank)$|^\d+$/i;
/** Matches names of addresses that are no pages. */
const OTHER_NAME =
  /image|img|src|bg|background|thumb|photo|picture|poster|video|audio|media|track|pixel|beacon|share|tweet|api|asset|icon|avatar|script|style|css|font|config|endpoint|post|action|delete|submit|upload|save|vote|like|method/;
/** Matches the start of a `javascript:` URL, with what the URL Standard strips before it and in it. */
const JAVASCRIPT = new RegExp(`^[\\x00-\\x20]*${[..."javascript:"].join("[\\t\\n\\r]*")}`, "i");

/** Whether an attribute may hold a way on that `readWay()` finds: an event handler, or an address for a script. */
export function isWayName(name: string): boolean {
  if (name.startsWith("on")) return name.length > 4;
  if (!name.startsWith("data-")) return ATTRIBUTES.has(name);
  return ADDRESS_NAME.test(name.slice(5)) && !OTHER_NAME.test(name);
}

/** Reads an attribute by whose name `isWayName()` holds. */
export function readWay(page: PageState, name: string, value: string, attributes: Attributes): void {
  const own = { title: attributes.title ?? attributes["aria-label"], linkText: attributes.value };
  if (name.startsWith("on")) return readHandler(page, value, own);
  // Such an element sends something, or asks first whether it may.
  if (attributes["data-method"] !== undefined || attributes["data-confirm"] !== undefined) return;
  const text = value.trim();
  const isWord = ONLY_ADDRESS.test(name) && /^[\w-]+$/.test(text) && !NO_ADDRESS.test(text);
  if (isWord || looksLikePage(text)) follow(page, text, "data-link", own);
}

/** Returns the program of a `javascript:` URL (HTML Standard, 7.4.2.3.2), or null for any other reference. */
export function programOf(reference: string | undefined): string | null {
  if (reference === undefined || !JAVASCRIPT.test(reference)) return null;
  return percentDecoded(reference.slice(reference.indexOf(":") + 1));
}

/** Reads an event handler or the program of a `javascript:` URL: the images and the pages that its strings name. */
export function readHandler(page: PageState, program: string, own: Own): void {
  for (const { name, isEnd } of imagesOfProgram(program)) {
    if (!isEnd) image(page, name, "script", { own: { title: own.title }, group: newGroup(page.references) });
  }
  for (const { text } of waysOfHandler(program)) follow(page, text, "handler", own);
}

/** Follows what a script of the page goes to. */
export function readScriptWays(page: PageState, program: string): void {
  for (const { text } of waysOfScript(program)) follow(page, text, "script");
}

/** Adds a link to a page of this site that no `a` leads to, unless it is an action. Images are found by their own rules. */
export function follow(page: PageState, reference: string, kind: string, own: Own = {}): void {
  if (/^\s*(?:#|$)/.test(reference)) return;
  const address = resolveAddress(reference, page.base);
  if (address === null || namesImage(address) || isAction(reference) || !isSameSite(reference, page.base)) return;
  link(page, reference, kind, { own });
}

function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      // The bytes are not UTF-8. They stay as they are written.
      return run;
    }
  });
}
