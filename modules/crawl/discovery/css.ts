import { type CSSToken, tokenizer, TokenType } from "@csstools/css-tokenizer";

/** What a style sheet refers to: an image, or another style sheet by `@import`. */
export interface CssReference {
  url: string;
  kind: "image" | "style";
  /** Of a candidate of an image-set(): the same number for all of one, and its image pixels a CSS pixel. */
  set?: number;
  density?: number;
}

/** What is read of one style sheet. */
const CSS_LENGTH = 4 * 1024 * 1024;
const REFERENCES = 20_000;
/** Only these bring a reference in, spelled plainly or with an escape. */
const HOLDS_REFERENCE = /url\(|image-set\(|image\(|src\(|@import|\\/i;
const STRING_FUNCTIONS = ["url", "src", "image"];
const IMAGE_SETS = ["image-set", "-webkit-image-set"];
/** At-rules whose addresses are none of an image. */
const NO_IMAGES = ["font-face", "namespace", "document", "-moz-document", "charset"];
/** Properties whose addresses are none of an image: bindings of scripts. */
const NO_IMAGE_PROPERTIES = ["behavior", "-moz-binding", "-ms-behavior"];
const NO_IMAGE_ENDING = /\.(?:woff2?|ttf|otf|eot|htc|css|js|mp4|webm|xml)(?:[?#]|$)/i;

interface State {
  found: CssReference[];
  /** Names of the functions and brackets that are open, innermost last; "" for a bracket that is no function. */
  open: string[];
  /** The at-rule whose prelude is being read. */
  rule: string;
  /** Curly brackets that are open, and how many were when a rule that holds no images began; null outside of one. */
  curly: number;
  ignoredFrom: number | null;
  /** The last name outside of brackets, which is a property's once a colon follows. */
  property: string;
  sets: number;
  set: CssReference[] | null;
}

/**
 * The references of a style sheet, or of the declarations of a style attribute, in order, not resolved: `url()`, `image-set()`,
 * `cross-fade()`, `@import` (CSS Syntax 3, CSS Images 4, CSS Cascade 5). Fonts, namespaces, comments and references to nothing but
 * a fragment are none. Of more than 4 MiB the rest is not read.
 */
export function readCss(css: string): CssReference[] {
  if (!HOLDS_REFERENCE.test(css)) return [];
  const state: State = { found: [], open: [], rule: "", curly: 0, ignoredFrom: null, property: "", sets: 0, set: null };
  const tokens = tokenizer({ css: css.length > CSS_LENGTH ? css.slice(0, CSS_LENGTH) : css });
  while (!tokens.endOfFile() && state.found.length < REFERENCES) take(state, tokens.nextToken());
  return state.found;
}

function take(state: State, token: CSSToken): void {
  switch (token[0]) {
    case TokenType.URL:
      return addReference(state, token[4].value);
    case TokenType.String:
      return takeString(state, token[4].value);
    case TokenType.Function:
      return open(state, token[4].value.toLowerCase());
    case TokenType.OpenParen:
      return open(state, "");
    case TokenType.CloseParen:
      return close(state);
    case TokenType.Dimension:
      return takeResolution(state, token[4].value, token[4].unit.toLowerCase());
    case TokenType.AtKeyword:
      state.rule = token[4].value.toLowerCase();
      return;
    case TokenType.Ident:
      if (state.open.length === 0) state.property = token[4].value.toLowerCase();
      return;
    case TokenType.OpenCurly:
      return openCurly(state);
    case TokenType.CloseCurly:
    case TokenType.Semicolon:
      return endStatement(state, token[0]);
  }
}

function openCurly(state: State): void {
  if (state.ignoredFrom === null && NO_IMAGES.includes(state.rule)) state.ignoredFrom = state.curly;
  state.curly += 1;
  reset(state);
}

function endStatement(state: State, type: TokenType): void {
  // A bracket that is not closed swallows semicolons, but a page's mistake must not swallow the rest of its images.
  if (type === TokenType.CloseCurly) state.curly = Math.max(0, state.curly - 1);
  if (state.ignoredFrom !== null && state.curly <= state.ignoredFrom) state.ignoredFrom = null;
  reset(state);
}

function reset(state: State): void {
  state.rule = "";
  state.property = "";
  state.open.length = 0;
  state.set = null;
}

function open(state: State, name: string): void {
  if (state.open.length < 256) state.open.push(name);
  if (IMAGE_SETS.includes(name) && state.set === null) {
    state.sets += 1;
    state.set = [];
  }
}

function close(state: State): void {
  const name = state.open.pop();
  if (name !== undefined && IMAGE_SETS.includes(name) && !state.open.some((outer) => IMAGE_SETS.includes(outer))) {
    state.set = null;
  }
}

function takeString(state: State, value: string): void {
  const within = state.open.at(-1);
  const isImport = within === undefined && state.rule === "import";
  if (isImport || (within !== undefined && (STRING_FUNCTIONS.includes(within) || IMAGE_SETS.includes(within)))) {
    addReference(state, value);
  }
}

/** A resolution follows the image of an image-set() that it belongs to (CSS Images 4, 2.5). */
function takeResolution(state: State, value: number, unit: string): void {
  const candidate = state.set?.at(-1);
  const inX: Record<string, number> = { x: 1, dppx: 1, dpi: 1 / 96, dpcm: 2.54 / 96 };
  const factor = Object.hasOwn(inX, unit) ? inX[unit] : undefined;
  if (!candidate || factor === undefined || candidate.density !== undefined || !(value > 0 && value < 1e6)) return;
  candidate.density = value * factor;
}

function addReference(state: State, url: string): void {
  if (state.ignoredFrom !== null || url.trim() === "" || /^\s*#/.test(url)) return;
  if (state.rule === "import") {
    // The first address of @import is the sheet; what follows it are conditions.
    state.rule = "import-condition";
    state.found.push({ url, kind: "style" });
    return;
  }
  if (NO_IMAGES.includes(state.rule) || state.rule === "import-condition") return;
  if (NO_IMAGE_PROPERTIES.includes(state.property) || NO_IMAGE_ENDING.test(url.slice(-200))) return;
  const reference: CssReference = { url, kind: "image" };
  if (state.set !== null) reference.set = state.sets;
  state.set?.push(reference);
  state.found.push(reference);
}
