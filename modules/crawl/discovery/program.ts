import jsTokens, { type Token } from "js-tokens";
import { addImage, type Finds } from "./finds.ts";
import { URL_LENGTH } from "../schemas.ts";
import { HOLDS_IMAGE_ENDING, IMAGE_PATH } from "./image_ending.ts";

/** What is read of one program, in characters, and the most images that it may name. */
const PROGRAM_LENGTH = 4 * 1024 * 1024;
const NAMES = 1_000;
/** In a text that is more than an address, as HTML and CSS are, and what stands around addresses there. */
const SEVERAL = /[\s"'<>]|url\(/i;
const BETWEEN = /[\s"'<>()]+|,(?=\s|$)/;
/** What stands in a pattern or a placeholder, and in no address as it is written. */
const NO_ADDRESS = /[\s"'<>{}|\\^`*$]|%[sd]/;
/** How the rest of a file's name begins, as in `${size}-large.png`. */
const MIDDLE = /^[-_.@]/;
const DATA_IMAGE = /^\s*data:image\//i;

/** An image that a program names. */
export interface ProgramName {
  name: string;
  /** An expression stands before it, as in `${root}logo.png` and `root + "logo.png"`: it is the end of an address. */
  isEnd: boolean;
}

/**
 * The images that the strings of an ECMAScript program name, in order, each once: by the ending of a path, or as a data: URL.
 * Nothing is run, so names that are put together from parts are not found; comments and regular expressions name none (ECMA-262,
 * 12.9). Linear in time.
 */
export function imagesOfProgram(program: string): ProgramName[] {
  const text = program.slice(0, PROGRAM_LENGTH);
  if (!mayName(text)) return [];
  const found = new Map<string, ProgramName>();
  let before = "";
  for (const token of jsTokens(text)) {
    const string = stringOf(token);
    if (string !== null) {
      const isEnd = before === "+" || token.type === "TemplateMiddle" || token.type === "TemplateTail";
      for (const name of namesIn(string, isEnd)) found.set(`${name.isEnd} ${name.name}`, name);
    }
    if (found.size >= NAMES) break;
    if (!BLANK.has(token.type)) before = token.value;
  }
  return [...found.values()].slice(0, NAMES);
}

const BLANK: ReadonlySet<string> = new Set(["WhiteSpace", "LineTerminatorSequence", "SingleLineComment", "MultiLineComment"]);

/** What stands between the marks of a string or of a part of a template; null for what is neither or can name no image. */
function stringOf({ type, value }: Token): string | null {
  const marks = type === "StringLiteral" || type === "NoSubstitutionTemplate" || type === "TemplateTail"
    ? 1
    : type === "TemplateHead" || type === "TemplateMiddle"
    ? 2
    : 0;
  return marks > 0 && mayName(value) ? unescaped(value.slice(1, -marks)) : null;
}

function mayName(text: string): boolean {
  return HOLDS_IMAGE_ENDING.test(text) || text.includes("data:image/");
}

/** ECMA-262, 12.9.4: escapes of strings and templates. */
function unescaped(text: string): string {
  return text.includes("\\")
    ? text.replace(ESCAPE, (_, braced, four, two, other) => character(braced ?? four ?? two, other))
    : text;
}

const ESCAPE = /\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|(\r\n|[\s\S]))/gi;

function character(hex: string | undefined, other = ""): string {
  if (hex === undefined) return "nrtvfb0".includes(other) ? " " : other.trim();
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

function namesIn(text: string, isEnd: boolean): ProgramName[] {
  if (DATA_IMAGE.test(text)) return [{ name: text.trim(), isEnd: false }];
  const names = SEVERAL.test(text) ? text.split(BETWEEN) : [text];
  return names.map((name, index) => ({ name, isEnd: isEnd && index === 0 })).filter(isOfImage);
}

function isOfImage({ name, isEnd }: ProgramName): boolean {
  if (name.length > URL_LENGTH || NO_ADDRESS.test(name) || (isEnd && MIDDLE.test(name))) return false;
  const path = name.replace(/[?#].*$/, "");
  return IMAGE_PATH.test(path) && /[^/.]\.[a-z]+$/i.test(path);
}

/**
 * Adds the images that a program names. A browser resolves them against the page that runs it; what stands before the end of an
 * address is not known, and is taken from the program's own address: up to the folder that the end begins with, else its own.
 */
export function addProgram(finds: Finds, names: ProgramName[], { page, program }: { page: string; program: string }): void {
  for (const { name, isEnd } of names) {
    addImage(finds, { base: isEnd ? folderFor(name, program) : page, raw: name, reference: "script" });
  }
}

function folderFor(end: string, program: string): string {
  const [first = ""] = end.split("/", 1);
  const { pathname } = new URL(program);
  const at = first === "" || first === end ? -1 : pathname.indexOf(`/${first}/`);
  return at === -1 ? program : new URL(pathname.slice(0, at + 1), program).href;
}
