import { type CSSToken, tokenizer, TokenType } from "@csstools/css-tokenizer";

/** A reference in a style sheet: to an image, or by `@import` to another style sheet. */
export interface CssReference {
  url: string;
  kind: "image" | "style";
  /** The number of the image-set() that it is a candidate of. */
  set?: number;
  /** Image pixels per CSS pixel, for a candidate of an image-set(). */
  density?: number;
}

/** The most characters that are read of one style sheet. */
const CSS_LENGTH = 4 * 1024 * 1024;
const REFERENCES = 20_000;
/** A style sheet without any of these holds no reference. The backslash stands for names that are written with escapes. */
const HOLDS_REFERENCE = /url\(|image-set\(|image\(|src\(|@import|\\/i;
const STRING_FUNCTIONS = ["url", "src", "image"];
const IMAGE_SETS = ["image-set", "-webkit-image-set"];
/** At-rules whose addresses are not those of images. */
const NO_IMAGES = ["font-face", "namespace", "document", "-moz-document", "charset"];
/** Properties whose addresses are those of scripts. */
const NO_IMAGE_PROPERTIES = ["behavior", "-moz-binding", "-ms-behavior"];
const NO_IMAGE_ENDING = /\.(?:woff2?|ttf|otf|eot|htc|css|js|mp4|webm|xml)(?:[?#]|$)/i;

interface State {
  found: CssReference[];
  /** Names of the functions and brackets that are open, innermost last; "" for a bracket that is no function. */
  open: string[];
  /** The at-rule whose prelude is being read. */
  rule: string;
  /** How many curly brackets are open. */
  curly: number;
  /** How many were open when a rule that holds no images began; null outside of such a rule. */
  ignoredFrom: number | null;
  /** The last identifier outside of brackets: in a declaration, the name of the property. */
  property: string;
  sets: number;
  set: CssReference[] | null;
}

/**
 * Returns the references of a style sheet or of a style attribute, in order and unresolved: `url()`, `image-set()`,
 * `cross-fade()`, `@import` (CSS Syntax 3, CSS Images 4, CSS Cascade 5). Fonts, namespaces, comments and bare fragments are left
 * out. Only the first 4 MiB are read.
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
  // By the standard an open bracket includes the semicolons after it. Here it ends, so that a page's mistake loses one image only.
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

/** Sets the density of the last candidate: in an image-set() a resolution follows its image (CSS Images 4, 2.5). */
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
    // The first address of @import is the sheet; conditions follow it.
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
