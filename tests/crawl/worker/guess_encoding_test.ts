import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { guessEncoding } from "../../../modules/crawl/worker/guess_encoding.ts";
import { encodeText } from "../../support/charset_cases.ts";

/** Sentences that are common on pages with pictures, in encodings that old pages have. */
const SENTENCES: [encoding: string, text: string][] = [
  ["windows-1252", "Grüße"],
  ["windows-1252", "Schöne Bilder für die Straße – “garçon”, mañana, Ærø, Þórður"],
  ["windows-1252", "Fotos de la montaña y el río. La forêt près de l’étang"],
  ["windows-1251", "Фотографии города и природы"],
  ["koi8-r", "Фотографии города и природы"],
  ["shift_jis", "写真とカメラのページです"],
  ["euc-jp", "このサイトの写真は自由に使えます。ご覧ください"],
  ["gbk", "这个网站的图片都是我们自己拍摄的照片，欢迎大家浏览"],
  ["big5", "這個網站的圖片都是我們自己拍攝的照片，歡迎大家瀏覽"],
  ["euc-kr", "이 사이트의 사진은 모두 직접 촬영한 것입니다"],
  ["iso-2022-jp", "写"],
  ["utf-8", "Grüße 写真 фото"],
  ["utf-8", "plain"],
];

Deno.test("guessEncoding() knows the encodings of common languages by their bytes", () => {
  for (const [encoding, text] of SENTENCES) {
    const head = encodeText(`<p class="x">${text}</p><img src="/a.png" alt="A photo">`, encoding);
    const guessed = new TextDecoder(guessEncoding(head, { ended: true })).decode(head);
    assert.ok(guessed.includes(text), `${encoding} ${text}: ${guessed}`);
  }
});

Deno.test("guessEncoding() prefers valid UTF-8 to the referring document, and that document to the look of the bytes", () => {
  const utf8 = encodeText("<p>Grüße</p>", "utf-8");
  assert.equal(guessEncoding(utf8, { ended: true, fallback: "koi8-r" }), "utf-8");
  assert.equal(guessEncoding(utf8.subarray(0, 6), { ended: false, fallback: "koi8-r" }), "utf-8", "cut within a character");
  assert.equal(guessEncoding(encodeText("Grüße", "windows-1252"), { ended: true, fallback: "koi8-r" }), "koi8-r");
});

Deno.test("guessEncoding() takes linear time", () => {
  for (const piece of ["a", "a ", "\xe4", "a\xe4 ", "\xe4 ", "=a"]) {
    const head = Buffer.from(`\xe4\xe4 ${piece.repeat(100_000)}`, "latin1");
    const started = performance.now();
    guessEncoding(head, { ended: true });
    assert.ok(performance.now() - started < 1_500, piece);
  }
});
