import assert from "node:assert/strict";
import { resolveAddress } from "../../../modules/crawl/rules/address.ts";

/** The bytes are those of the encoders of the Encoding Standard. */
const CASES: [encoding: string, text: string, sent: string][] = [
  ["windows-1251", "Привет", "%CF%F0%E8%E2%E5%F2"],
  ["windows-1251", "ß😀", "%26%23223%3B%26%23128512%3B"],
  ["koi8-r", "кот", "%CB%CF%D4"],
  ["windows-1252", "é€ж", "%E9%80%26%231078%3B"],
  ["iso-8859-2", "č", "%E8"],
  ["x-user-defined", "\uf780", "%80"],
  ["shift_jis", "日本ｱ表−¥①髙", "%93%FA%96{%B1%95\\%81|\\%87@%FB%FC"],
  ["euc-jp", "日本ｱ−", "%C6%FC%CB%DC%8E%B1%A1%DD"],
  ["iso-2022-jp", "日本a本ｱﾞ", "%1B$BF|K\\%1B(Ba%1B$BK\\%%22!+%1B(B"],
  ["gbk", "中文€😀", "%D6%D0%CE%C4%80%26%23128512%3B"],
  ["gb18030", "中文€😀ß", "%D6%D0%CE%C4%A2%E3%949%FC6%810%898"],
  ["big5", "中文十═", "%A4%A4%A4%E5%A4Q%F9%F9"],
  ["euc-kr", "한국", "%C7%D1%B1%B9"],
  ["utf-16le", "é", "%C3%A9"],
  ["utf-8", "é", "%C3%A9"],
];

Deno.test("A query is sent in the encoding of its document, and the path and the fragment are not", () => {
  for (const [encoding, text, sent] of CASES) {
    const address = resolveAddress(`/é/?q=${text}&r=a b#?é`, "http://a.test/", encoding);
    assert.equal(address, `http://a.test/%C3%A9/?q=${sent}&r=a%20b`, `${encoding} ${text}`);
  }
  assert.equal(resolveAddress("?q=é", "http://a.test/"), "http://a.test/?q=%C3%A9", "UTF-8 where no encoding is given");
  assert.equal(resolveAddress("http://b.test/é#x?é", "http://a.test/", "windows-1252"), "http://b.test/%C3%A9");
});

Deno.test("What the encoders write, the decoders of the platform read", () => {
  const samples: [string, string][] = [
    ["shift_jis", "日本語ひらがなカタカナｱｲｳ髙﨑①ⅰ"],
    ["euc-jp", "日本語ひらがなカタカナｱｲｳ①"],
    ["gbk", "简体中文繁體丂丄"],
    ["gb18030", "简体中文繁體ßé😀㐀"],
    ["big5", "繁體中文一乙丁"],
    ["euc-kr", "한국어 뷁 漢字"],
    ["windows-1257", "ąčęėįšųūž"],
    ["iso-8859-7", "αβγδ"],
    ["windows-874", "ภาษาไทย"],
    ["ibm866", "кириллица"],
  ];
  for (const [encoding, text] of samples) {
    const query = new URL(resolveAddress(`?${text}`, "http://a.test/", encoding) ?? "").search.slice(1);
    const bytes = Uint8Array.from(
      query.match(/%[0-9A-F]{2}|./g) ?? [],
      (part) => part.length === 3 ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0),
    );
    assert.equal(new TextDecoder(encoding).decode(bytes), text, encoding);
  }
});
