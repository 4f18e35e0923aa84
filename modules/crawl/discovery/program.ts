import jsTokens, { type Token } from "js-tokens";
import { addImage, type References } from "./references.ts";
import { URL_LENGTH } from "../rules/address.ts";
import { HOLDS_IMAGE_ENDING, IMAGE_PATH } from "../rules/image_ending.ts";

/** The most characters that are read of one program, and the most images that it may name. */
const PROGRAM_LENGTH = 4 * 1024 * 1024;
const NAMES = 1_000;
/** Matches a text that is more than one address, such as HTML and CSS, and the characters between addresses in it. */
const SEVERAL = /[\s"'<>]|url\(/i;
const BETWEEN = /[\s"'<>()]+|,(?=\s|$)/;
/** Matches characters of patterns and placeholders that no address holds. */
const NO_ADDRESS = /[\s"'<>{}|\\^`*$]|%[sd]/;
/** Matches the end of an address that begins within a file's name, as in `${size}-large.png`. Such an address cannot be completed. */
const MIDDLE = /^[-_.@]/;
const DATA_IMAGE = /^\s*data:image\//i;

/** An image that a program names. */
export interface ProgramName {
  name: string;
  /** Whether it is the end of an address, because an expression stands before it: `${root}logo.png`, `root + "logo.png"`. */
  isEnd: boolean;
}

/**
 * Returns the images that the strings of an ECMAScript program name by the ending of a path or as a data: URL, in order and each
 * once. Nothing is run, so names that are put together from parts are not found. Comments and regular expressions are skipped
 * (ECMA-262, 12.9). Linear in time.
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

/** Tokens that mean nothing to a program. */
export const BLANK: ReadonlySet<string> = new Set([
  "WhiteSpace",
  "LineTerminatorSequence",
  "SingleLineComment",
  "MultiLineComment",
]);

/** Returns the text of a string or of a part of a template; null for other tokens, and if the text cannot name an image. */
function stringOf({ type, value }: Token): string | null {
  const marks = type === "StringLiteral" || type === "NoSubstitutionTemplate" || type === "TemplateTail"
    ? 1
    : type === "TemplateHead" || type === "TemplateMiddle"
    ? 2
    : 0;
  return marks > 0 && mayName(value) ? withoutEscapes(value.slice(1, -marks)) : null;
}

function mayName(text: string): boolean {
  return HOLDS_IMAGE_ENDING.test(text) || text.includes("data:image/");
}

/** Resolves the escapes of strings and templates (ECMA-262, 12.9.4). */
export function withoutEscapes(text: string): string {
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
 * Adds the images that a program names. A whole address is resolved against the page, as a browser does. For the end of an
 * address the beginning is unknown, so it is taken from the program's own address: up to the folder that the end begins with,
 * or else the program's folder.
 */
export function addProgram(
  references: References,
  names: ProgramName[],
  { page, program }: { page: string; program: string },
): void {
  for (const { name, isEnd } of names) {
    addImage(references, { base: isEnd ? folderFor(name, program) : page, raw: name, reference: "script" });
  }
}

function folderFor(end: string, program: string): string {
  const [first = ""] = end.split("/", 1);
  const { pathname } = new URL(program);
  const at = first === "" || first === end ? -1 : pathname.indexOf(`/${first}/`);
  return at === -1 ? program : new URL(pathname.slice(0, at + 1), program).href;
}
