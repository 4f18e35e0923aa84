import { URL_LENGTH } from "../rules/address.ts";
import { IMAGE_ADDRESS } from "../rules/image_ending.ts";
import { looksLikePage } from "./page_address.ts";
import { endOfJsonString, parseJson } from "./json.ts";

/** The longest JSON text of one script that is parsed. */
export const STATE_LENGTH = 2 * 1024 * 1024;
const DEPTH = 64;
const NODES = 200_000;
const STRINGS = 5_000;
const PAGES = 100;
/** An address that is absolute, or relative to the scheme or the root, or begins with "./" or "../". */
const ADDRESS = /^(?:https?:)?\/\/[^\s<>"]+$|^\.{0,2}\/[^\s<>"]*$/i;
const IMAGE_KEY =
  /^(?:image|images|img|thumbnail|thumbnails|thumb|poster|avatar|photo|photos|picture|cover|logo|icon)(?:_?(?:url|src|uri|path|href))?$/i;
const PAGE_KEY = /^(?:next|prev|previous|older|newer|load_?more)[-_]?(?:page)?[-_]?(?:url|uri|link|href|path)?$/i;
const ADDRESS_KEY = /^(?:src|url|uri|href|path)$/i;
/** `window.__STATE__ = {`, `self["x"]=[`, `var __DATA__ = {`: a name and a value that begins like JSON. */
const ASSIGNMENT =
  /(?:\b(?:window|self|globalThis)\s?(?:\.\s?|\[\s?["'])|\b(?:var|let|const)\s+)([\w$]{1,100})(?:["']\s?\])?\s{0,10}=\s{0,10}(?=[{[])/g;

/** The addresses that JSON names, in order and each once. */
export interface StateNames {
  images: string[];
  /** The pages before and after this one, by the names of their properties: `next`, `nextPageUrl`, `prev_link`. */
  pages: string[];
}

/** Returns the strings in JSON that name images, in order and each once, or null if the text is not JSON. */
export function stringsOfImages(text: string): string[] | null {
  return namesOfJson(text)?.images ?? null;
}

/** Returns the images and the pages that a JSON text names, or null if it is not JSON. */
export function namesOfJson(text: string): StateNames | null {
  const value = text.length > STATE_LENGTH ? undefined : parseJson(text);
  return value === undefined ? null : namesIn(value);
}

/** Returns what is named in JSON values that a program assigns to variables. Other values are skipped. Linear in time. */
export function namesOfAssignments(script: string): StateNames {
  const found: StateNames = { images: [], pages: [] };
  ASSIGNMENT.lastIndex = 0;
  for (let match = ASSIGNMENT.exec(script); match && found.images.length < STRINGS; match = ASSIGNMENT.exec(script)) {
    const end = endOfValue(script, ASSIGNMENT.lastIndex);
    if (end === -1) break;
    const value = parseJson(script.slice(ASSIGNMENT.lastIndex, end));
    if (value !== undefined) {
      const { images, pages } = namesIn(value);
      found.images.push(...images);
      found.pages.push(...pages);
    }
    ASSIGNMENT.lastIndex = end;
  }
  return found;
}

/** Returns the position after the bracket that closes the one at `start`, or -1 if none does. */
function endOfValue(script: string, start: number): number {
  let depth = 0;
  for (let at = start; at < script.length; at++) {
    switch (script.charCodeAt(at)) {
      case 0x22:
        at = endOfJsonString(script, at);
        break;
      case 0x7b:
      case 0x5b:
        depth += 1;
        break;
      case 0x7d:
      case 0x5d:
        depth -= 1;
        if (depth === 0) return at + 1;
    }
  }
  return -1;
}

interface Node {
  value: unknown;
  /** The value's name in its object; for an item of a list, the list's name. */
  key: string;
  depth: number;
  /** Whether the value's object describes an image: it has a width and a height, or a name that says so. */
  ofImage: boolean;
  /** Whether the value's object describes the next or the previous page. */
  ofPage: boolean;
}

function namesIn(root: unknown): StateNames {
  const images = new Set<string>();
  const pages = new Set<string>();
  const waiting: Node[] = [{ value: root, key: "", depth: 0, ofImage: false, ofPage: false }];
  let seen = 0;
  for (let node = waiting.pop(); node && seen < NODES && images.size < STRINGS; node = waiting.pop()) {
    seen += 1;
    if (typeof node.value === "string") {
      if (namesAnImage(node.value, node)) images.add(node.value.trim());
      else if (pages.size < PAGES && namesAPage(node.value, node)) pages.add(node.value.trim());
    } else if (node.depth < DEPTH) {
      for (const child of childrenOf(node)) waiting.push(child);
    }
  }
  return { images: [...images], pages: [...pages] };
}

/** Returns the children of a value, the last one first, because the walk takes them from the end. */
function childrenOf({ value, key, depth: outer, ofImage, ofPage }: Node): Node[] {
  const depth = outer + 1;
  if (Array.isArray(value)) return value.map((item) => ({ value: item, key, depth, ofImage, ofPage })).reverse();
  if (typeof value !== "object" || value === null) return [];
  const isPage = PAGE_KEY.test(key);
  const isImage = IMAGE_KEY.test(key) || ("width" in value && "height" in value);
  const children = Object.entries(value).map(([name, item]) => ({
    value: item,
    key: name,
    depth,
    ofImage: isImage,
    ofPage: isPage,
  }));
  // Some sites name images by the keys of an object: {"/a.jpg": [640, 480]}.
  const names = Object.keys(value).filter((name) => IMAGE_ADDRESS.test(name.slice(-300)) && ADDRESS.test(name));
  return [...names.map((name) => ({ value: name, key: "", depth, ofImage: false, ofPage: false })), ...children].reverse();
}

function namesAnImage(text: string, { key, ofImage }: Node): boolean {
  if (text.length < 3 || text.length > URL_LENGTH) return false;
  const address = text.trim();
  if (!ADDRESS.test(address)) return false;
  if (IMAGE_ADDRESS.test(address)) return true;
  return address.length > 1 && (IMAGE_KEY.test(key) || (ofImage && ADDRESS_KEY.test(key)));
}

function namesAPage(text: string, { key, ofPage }: Node): boolean {
  return (PAGE_KEY.test(key) || (ofPage && ADDRESS_KEY.test(key))) && looksLikePage(text.trim());
}
