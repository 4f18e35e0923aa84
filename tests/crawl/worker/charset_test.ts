import assert from "node:assert/strict";
import { decodeText, type TextKind } from "../../../modules/crawl/worker/charset.ts";

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function decode(bytes: Uint8Array, contentType: string | null, size = 7): Promise<string> {
  return (await Array.fromAsync(decodeText(pieces(bytes, size), { contentType, kind: "html" }))).join("");
}

const latin1 = (text: string) => Buffer.from(text, "latin1");
const utf16 = (text: string, mark = "\ufeff") => Buffer.from(mark + text, "utf16le");

Deno.test("decodeText() takes UTF-8 where nothing says otherwise, whatever is cut", async () => {
  const text = "Grüße, 家, 👍 ".repeat(200);
  for (const size of [1, 2, 3, 1_000, 1_024, 1_025, 100_000]) {
    assert.equal(await decode(Buffer.from(text), null, size), text, `${size}`);
  }
  assert.equal(await decode(new Uint8Array(0), null), "");
  assert.equal(await decode(latin1("Grüße"), "text/html"), "Grüße", "bytes that are not UTF-8 are windows-1252");
});

Deno.test("decodeText() obeys a byte order mark before anything else", async () => {
  const utf8 = Buffer.from("\ufeffäöü");
  assert.equal(await decode(utf8, "text/html; charset=iso-8859-1"), "äöü");
  assert.equal(await decode(utf16("äöü 家".repeat(600)), "text/html; charset=utf-8", 3), "äöü 家".repeat(600));
  assert.equal(await decode(utf16("x").swap16(), null), "x");
});

Deno.test("decodeText() obeys the header before the page, and the page before its own guess", async () => {
  assert.equal(await decode(latin1("Grüße"), "text/html; charset=ISO-8859-1"), "Grüße");
  assert.equal(await decode(latin1("Grüße"), `text/html; Charset = "windows-1252"`), "Grüße");
  assert.equal(await decode(latin1(`<meta charset=iso-8859-1>Grüße`), "text/html"), "<meta charset=iso-8859-1>Grüße");
  const pragma = `<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">`;
  assert.equal(await decode(latin1(`${pragma}€ü`.replace("€", "\x80")), null), `${pragma}€ü`);
  assert.equal(await decode(Buffer.from("<meta charset=iso-8859-1>ü"), "text/html; charset=utf-8"), "<meta charset=iso-8859-1>ü");
});

Deno.test("decodeText() finds a meta behind the first 1,024 bytes, if there is none before", async () => {
  const late = `${" ".repeat(1_024)}<meta charset=windows-1251>\xea`;
  assert.ok((await decode(latin1(late), null, 100)).endsWith("к"));
  const early = `${" ".repeat(900)}<meta charset=windows-1251>${"\xea".repeat(500)}<meta charset=koi8-r>`;
  assert.ok((await decode(latin1(early), null, 100)).includes("кк"));
});

Deno.test("decodeText() gives on what is ASCII before it searches a long page for its encoding to the end", async () => {
  const long = Buffer.concat([
    Buffer.from("<p>plain</p>".repeat(30_000)),
    latin1("Grüße"),
    Buffer.from("<p>plain</p>".repeat(30_000)),
  ]);
  const chosen: string[] = [];
  const texts = decodeText(pieces(long, 4_096), { contentType: null, kind: "html", chosen: (one) => chosen.push(one) });
  let before = 0;
  for await (const text of texts) before += chosen.length === 0 ? text.length : 0;
  assert.deepEqual(chosen, ["windows-1252"]);
  assert.ok(before > 256 * 1_024, `${before} characters came before the encoding was chosen`);
});

Deno.test("decodeText() gives on what had arrived before it throws the fault of the body", async () => {
  const body = async function* () {
    yield await Promise.resolve(latin1("<p>Grüße"));
    throw new Error("the connection was lost");
  };
  const texts: string[] = [];
  const read = async () => {
    for await (const text of decodeText(body(), { contentType: null, kind: "html" })) texts.push(text);
  };
  await assert.rejects(read, /the connection was lost/);
  assert.equal(texts.join(""), "<p>Grüße");
});

Deno.test("decodeText() takes the encoding of the referring document where nothing is declared and the bytes are not UTF-8", async () => {
  const text = async (bytes: Uint8Array, kind: TextKind) =>
    (await Array.fromAsync(decodeText(pieces(bytes, 9), { contentType: null, kind, fallback: "windows-1251" }))).join("");
  assert.equal(await text(latin1("\xea\xee\xf2"), "css"), "кот");
  assert.equal(await text(latin1("\xea\xee\xf2"), "script"), "кот");
  assert.equal(await text(Buffer.from("кот"), "html"), "кот");
});

Deno.test("decodeText() takes linear time for a page that seems to declare an encoding again and again", async () => {
  for (const part of ["<meta ", "<meta charset='", `<a b="'`, "<!-", "<script", "<title></title", "<meta charset=x>", "=="]) {
    const started = performance.now();
    await decode(Buffer.from(part.repeat(Math.ceil(2_000_000 / part.length))), null, 65_536);
    assert.ok(performance.now() - started < 5_000, `${part} took ${performance.now() - started} ms`);
  }
});

Deno.test("decodeText() passes over labels that name no encoding, and a page that claims UTF-16 in ASCII", async () => {
  assert.equal(await decode(Buffer.from("ü"), "text/html; charset=klingon"), "ü");
  assert.equal(await decode(Buffer.from("<meta charset=klingon>ü"), null), "<meta charset=klingon>ü");
  assert.equal(await decode(Buffer.from("<meta charset=utf-16le>ü"), null), "<meta charset=utf-16le>ü");
});

Deno.test("decodeText() obeys what a style sheet, XML and JSON declare, each in its own way", async () => {
  const latin = (text: string) => Buffer.from(text, "latin1");
  const cases: [Uint8Array, string | null, TextKind, string][] = [
    [latin(`@charset "iso-8859-1"; é`), null, "css", `@charset "iso-8859-1"; é`],
    [latin(`@charset 'iso-8859-1'; x`), null, "css", `@charset 'iso-8859-1'; x`],
    [latin("é"), "text/css; charset=latin1", "css", "é"],
    [Buffer.from(`@charset "iso-8859-1"; é`), "text/css; charset=utf-8", "css", `@charset "iso-8859-1"; é`],
    [Buffer.from(`\ufeff@charset "iso-8859-1"; é`), "text/css; charset=latin1", "css", `@charset "iso-8859-1"; é`],
    [latin(`<?xml version="1.0" encoding='ISO-8859-1'?><a>é`), null, "xml", `<?xml version="1.0" encoding='ISO-8859-1'?><a>é`],
    [Buffer.from(`\ufeff<a>é`, "utf16le"), null, "xml", "<a>é"],
    [Buffer.from(`{"a":"é"}`), null, "json", `{"a":"é"}`],
  ];
  for (const [bytes, type, kind, expected] of cases) {
    const body = (async function* () {
      yield await Promise.resolve(bytes);
    })();
    assert.equal((await Array.fromAsync(decodeText(body, { contentType: type, kind }))).join(""), expected, `${kind} ${type}`);
  }
});

Deno.test("decodeText() takes no label out of a comment, the XML declaration where there is no meta, and x-user-defined for windows-1252", async () => {
  const comment = "<!-- <meta charset=iso-8859-1> --><meta charset=utf-8>ü";
  assert.equal(await decode(Buffer.from(comment), null), comment);
  const xhtml = `<?xml version="1.0" encoding="ISO-8859-1"?><html>ü`;
  assert.equal(await decode(latin1(xhtml), "application/xhtml+xml"), xhtml);
  const custom = `<meta charset="x-user-defined">\x80`;
  assert.ok((await decode(latin1(custom), null)).endsWith("€"));
});
