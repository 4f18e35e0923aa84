import { encoderOf } from "../../modules/crawl/rules/encode_bytes.ts";

/** A page in some encoding with one image, whose path, query and alternative text are not ASCII. */
export interface CharsetCase {
  name: string;
  contentType: string | null;
  body: Uint8Array;
  /** The alternative text of the image as people read it. */
  alt: string;
  /** What is asked for: path and query of the image without its folder, which is the number of the case. */
  asked: string;
  /** Why Chromium reads the page in another way. */
  alone?: string;
}

const CYRILLIC = "кот";
const PATH = "%D0%BA%D0%BE%D1%82.png?f=";
const IN_1251 = `${PATH}%EA%EE%F2`;
const IN_UTF8 = `${PATH}%D0%BA%D0%BE%D1%82`;

/** Returns the bytes of a text. Encodings without an encoder of ours are UTF-8 and UTF-16LE. */
export function encodeText(text: string, encoding: string): Uint8Array {
  if (encoding === "utf-8") return new TextEncoder().encode(text);
  if (encoding === "utf-16le") return new Uint8Array(Uint16Array.from(text, (unit) => unit.charCodeAt(0)).buffer);
  if (encoding === "utf-16be") return encodeText(text, "utf-16le").map((_, at, all) => all[at ^ 1] ?? 0);
  const encoder = encoderOf(encoding);
  return Uint8Array.from(Array.from(text).flatMap((one) => one < "\x80" ? [one.charCodeAt(0)] : [...encoder?.(one) ?? []]));
}

interface Setting {
  /** The encoding of the bytes. */
  as: string;
  before?: string;
  after?: string;
  type?: string | null;
  word?: string;
  asked: string;
  alone?: string;
}

let count = 0;

function page(
  name: string,
  { as, before = "", after = "", type = "text/html", word = CYRILLIC, asked, alone }: Setting,
): CharsetCase {
  const text = `${before}<img src="/${count++}/${word}.png?f=${word}" alt="${word}">${after}`;
  return { name, contentType: type, body: encodeText(text, as), alt: word, asked, ...(alone ? { alone } : {}) };
}

const DOCTYPE = "<!doctype html>";
const meta = (charset: string) => `${DOCTYPE}<meta charset="${charset}">`;
const words = (text: string) => `<p>${`${text}. `.repeat(20)}</p>`;

/** The paths are UTF-8 and the queries in the encoding of the page, as the URL Standard says. */
export const CHARSET_CASES: readonly CharsetCase[] = [
  // What declares it.
  page("the header", { as: "windows-1251", type: "text/html; charset=windows-1251", asked: IN_1251 }),
  page("the header before a meta", {
    as: "windows-1251",
    type: "text/html; charset=cp1251",
    before: meta("utf-8"),
    asked: IN_1251,
  }),
  page("the second of two header lines", {
    as: "windows-1251",
    type: "text/html; charset=utf-8, text/html; charset=windows-1251",
    asked: IN_1251,
  }),
  page("a header in quotes", { as: "windows-1251", type: `text/html;CHARSET="Windows-1251"`, asked: IN_1251 }),
  page("a header with an unknown label", {
    as: "windows-1251",
    type: "text/html; charset=klingon",
    before: meta("cp1251"),
    asked: IN_1251,
  }),
  page("a header without a semicolon", {
    as: "windows-1251",
    type: "text/html charset=windows-1251",
    asked: IN_1251,
    alone: "it guesses, because the header is not valid",
  }),
  page("a byte order mark before the header", {
    as: "utf-8",
    before: "\ufeff",
    type: "text/html; charset=koi8-r",
    asked: IN_UTF8,
  }),
  page("a meta", { as: "windows-1251", before: meta("windows-1251"), asked: IN_1251 }),
  page("a meta without quotes", { as: "windows-1251", before: `${DOCTYPE}<META CHARSET = x-cp1251 >`, asked: IN_1251 }),
  page("a meta with http-equiv", {
    as: "windows-1251",
    before: `${DOCTYPE}<meta content='text/html; charset="windows-1251"' http-equiv=Content-Type>`,
    asked: IN_1251,
  }),
  page("two metas of which the first is unknown", {
    as: "windows-1251",
    before: `${meta("klingon")}<meta charset=windows-1251><meta charset=utf-8>`,
    asked: IN_1251,
  }),
  page("a content without http-equiv does not declare it", {
    as: "windows-1251",
    before: `${DOCTYPE}<meta name=x content="text/html; charset=koi8-r"><meta charset=windows-1251>`,
    asked: IN_1251,
  }),
  page("a comment and a script do not declare it", {
    as: "windows-1251",
    before: `${DOCTYPE}<!-- <meta charset=koi8-r> --><script>"<meta charset=koi8-r>"</script><meta charset=windows-1251>`,
    asked: IN_1251,
  }),
  page("a meta behind byte 1,024", {
    as: "windows-1251",
    before: `${DOCTYPE}<!--${"x".repeat(5_000)}--><title>${CYRILLIC}</title><meta charset=windows-1251>`,
    asked: IN_1251,
  }),
  page("a meta in the body", {
    as: "koi8-r",
    before: `${DOCTYPE}${words("hello world")}${words("hello world")}<meta charset=koi8-r>${words("hello world")}`.repeat(2),
    asked: `${PATH}%CB%CF%D4`,
  }),
  page("an XML declaration", { as: "windows-1251", before: `<?xml version="1.0" encoding="windows-1251"?>`, asked: IN_1251 }),
  page("a meta that says UTF-16 in ASCII", { as: "utf-8", before: meta("utf-16"), asked: IN_UTF8 }),
  page("a meta that says x-user-defined", {
    as: "windows-1252",
    before: meta("x-user-defined"),
    word: "Käfer",
    asked: "K%C3%A4fer.png?f=K%E4fer",
  }),
  // Encodings.
  page("UTF-16 with a byte order mark", { as: "utf-16le", before: "\ufeff", asked: IN_UTF8 }),
  page("UTF-16, big end first", { as: "utf-16be", before: "\ufeff", asked: IN_UTF8 }),
  page("UTF-16 by its header", { as: "utf-16le", type: "text/html; charset=utf-16", asked: IN_UTF8 }),
  page("UTF-16 that nothing declares", { as: "utf-16le", asked: IN_UTF8, alone: "it reads windows-1252" }),
  page("latin1 is windows-1252", {
    as: "windows-1252",
    before: meta("latin1"),
    word: "Preis-€",
    asked: "Preis-%E2%82%AC.png?f=Preis-%80",
  }),
  page("KOI8-R", { as: "koi8-r", before: meta("koi8-r"), asked: `${PATH}%CB%CF%D4` }),
  page("Shift_JIS", { as: "shift_jis", before: meta("x-sjis"), word: "表示", asked: "%E8%A1%A8%E7%A4%BA.png?f=%95\\%8E%A6" }),
  page("EUC-JP", { as: "euc-jp", before: meta("euc-jp"), word: "写真", asked: "%E5%86%99%E7%9C%9F.png?f=%BC%CC%BF%BF" }),
  page("ISO-2022-JP", {
    as: "iso-2022-jp",
    before: meta("iso-2022-jp"),
    word: "写",
    asked: "%E5%86%99.png?f=%1B$B%3CL%1B(B",
  }),
  page("GBK", { as: "gbk", before: meta("gb2312"), word: "图片", asked: "%E5%9B%BE%E7%89%87.png?f=%CD%BC%C6%AC" }),
  page("gb18030", { as: "gb18030", before: meta("gb18030"), word: "图é", asked: "%E5%9B%BE%C3%A9.png?f=%CD%BC%A8%A6" }),
  page("Big5", { as: "big5", before: meta("big5-hkscs"), word: "圖片", asked: "%E5%9C%96%E7%89%87.png?f=%B9%CF%A4%F9" }),
  page("EUC-KR", { as: "euc-kr", before: meta("ks_c_5601-1987"), word: "사진", asked: "%EC%82%AC%EC%A7%84.png?f=%BB%E7%C1%F8" }),
  page("a character that the encoding does not have", {
    as: "windows-1251",
    before: meta("windows-1251"),
    after: "<!-- ü -->",
    word: "&#228;",
    asked: "%C3%A4.png?f=%26%23228%3B",
  }),
  // What nothing declares.
  page("windows-1252 in src and alt", {
    as: "windows-1252",
    word: "Käfer für Straße",
    asked: "K%C3%A4fer%20f%C3%BCr%20Stra%C3%9Fe.png?f=K%E4fer%20f%FCr%20Stra%DFe",
  }),
  page("windows-1252 far behind", {
    as: "windows-1252",
    before: `${DOCTYPE}${words("hello world")}`.repeat(2_000),
    word: "Käfer",
    asked: "K%C3%A4fer.png?f=K%E4fer",
  }),
  page("windows-1251", { as: "windows-1251", before: words("Привет, мир. Это фотографии нашего кота"), asked: IN_1251 }),
  page("Shift_JIS guessed", {
    as: "shift_jis",
    before: words("日本の写真です"),
    word: "写真",
    asked: "%E5%86%99%E7%9C%9F.png?f=%8E%CA%90^",
  }),
  page("GBK guessed", {
    as: "gbk",
    before: words("这是我们的图片和照片"),
    word: "图片",
    asked: "%E5%9B%BE%E7%89%87.png?f=%CD%BC%C6%AC",
  }),
  page("UTF-8", { as: "utf-8", word: "Käfer", asked: "K%C3%A4fer.png?f=K%C3%A4fer", alone: "it guesses no UTF-8 on the web" }),
  page("UTF-8 and no type at all", { as: "utf-8", type: null, before: meta("utf8"), asked: IN_UTF8 }),
];
