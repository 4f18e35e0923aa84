import { addImage, type Own } from "../references.ts";
import { readJsonLd } from "../json_ld.ts";
import { listOf, objectOf, parseJson } from "../json.ts";
import { namesOfAssignments, namesOfJson, STATE_LENGTH, type StateNames } from "../json_state.ts";
import { type Attributes, documentLink, image, type PageState } from "../page_state.ts";
import { looksLikePage } from "../page_address.ts";
import { addProgram, imagesOfProgram } from "../program.ts";
import { resolveAddress } from "../../rules/address.ts";
import { follow, readScriptWays } from "./ways.ts";
import { addCss } from "../style_sheet.ts";

const STYLE_LENGTH = 4 * 1024 * 1024;
const RULES = 50;
const URLS = 500;
const NO_STATE = /^(?:importmap|text\/(?:template|html|x-[\w.-]+))$/;
const JSON_TYPE = /[/+]json$/;
const MAY_ASSIGN = /\b(?:window|self|globalThis|var|let|const)\b[^\n]{0,120}=\s{0,10}[{[]/;

/** Gathers the text of a script: JSON-LD, JSON, or a program. A script with an address is followed; `nomodule` scripts are skipped. */
export function openScript(page: PageState, { type = "", src, nomodule }: Attributes): void {
  const kind = type.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (NO_STATE.test(kind) || nomodule !== undefined) return;
  if (src !== undefined) return JSON_TYPE.test(kind) ? undefined : documentLink(page, src, "script", "script");
  const read = kind === "application/ld+json"
    ? (text: string) => addJsonLd(page, text)
    : kind === "speculationrules"
    ? (text: string) => addSpeculation(page, text)
    : JSON_TYPE.test(kind)
    ? (text: string) => addJson(page, text)
    : (text: string) => addPageProgram(page, text);
  page.raw = { parts: [], length: 0, limit: STATE_LENGTH, read };
}

export function openStyle(page: PageState, { type = "" }: Attributes): void {
  if (!/^\s*(?:text\/css\s*)?$/i.test(type)) return;
  page.raw = { parts: [], length: 0, limit: STYLE_LENGTH, read: (css) => addPageCss(page, css, "style") };
}

export function closeRaw(page: PageState): void {
  const { raw } = page;
  page.raw = null;
  if (raw !== null && raw.length <= raw.limit) raw.read(raw.parts.join(""));
}

/** Adds the images and imported sheets of a style block or a style attribute. */
export function addPageCss({ references, base, around }: PageState, css: string, reference: string, own: Own = {}): void {
  // Browsers send the queries of style attributes as UTF-8, those of style elements in the encoding of the page.
  const encoding = reference === "style" ? undefined : "utf-8";
  addCss(references, css, { base, reference, own, around, encoding });
}

function addJsonLd(page: PageState, text: string): void {
  const { images, pages } = readJsonLd(text);
  for (const { url, facts } of images) {
    const address = resolveAddress(url, page.base, page.references.encoding());
    if (address !== null && Object.values(facts).some((value) => value !== undefined)) page.references.facts.set(address, facts);
    image(page, url, "jsonld", { around: {}, own: facts });
  }
  for (const address of pages) if (looksLikePage(address)) follow(page, address, "jsonld");
}

function addJson(page: PageState, text: string): void {
  addNames(page, namesOfJson(text) ?? { images: [], pages: [] });
}

/** Adds the pages that speculation rules name (HTML Standard, 7.6). Rules that choose among the links of the page name none. */
function addSpeculation(page: PageState, text: string): void {
  const rules = objectOf(text.length > STATE_LENGTH ? undefined : parseJson(text));
  for (const name of ["prefetch", "prerender"]) {
    for (const rule of listOf(rules[name], RULES)) {
      for (const url of listOf(objectOf(rule)["urls"], URLS)) if (typeof url === "string") follow(page, url, "speculation");
    }
  }
}

/** Adds the images of JSON that a program assigns, which says more than a string, and then those of its other strings. */
function addPageProgram(page: PageState, text: string): void {
  const assigned = MAY_ASSIGN.test(text) ? namesOfAssignments(text) : { images: [], pages: [] };
  addNames(page, assigned);
  const known = new Set(assigned.images);
  const names = imagesOfProgram(text).filter(({ name }) => !known.has(name));
  addProgram(page.references, names, { page: page.base, program: page.base });
  readScriptWays(page, text);
}

function addNames(page: PageState, { images, pages }: StateNames): void {
  const { references, base } = page;
  for (const raw of images) addImage(references, { base, raw, reference: "json" });
  for (const address of pages) follow(page, address, "json");
}
