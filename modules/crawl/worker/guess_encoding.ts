import { Buffer } from "node:buffer";
import chardet from "chardet";
import { encodingNamed } from "./encoding_names.ts";

/** Encoding Standard, "UTF-8 decoder": the sequences of more than one byte. */
const UTF8 =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}/g;
/** A sequence that is cut off where the sample ends. */
const CUT_OFF = /[\xc2-\xf4][\x80-\xbf]{0,2}$/;
// deno-lint-ignore no-control-regex -- An escape sequence begins with a control character.
const JIS_ESCAPE = /\x1b\$[@B]/;
/** Matches a letter of windows-1252 with a letter of ASCII before or behind it. */
const LATIN = /(?<=[a-z])[\xc0-\xff]|[\xc0-\xff](?=[a-z])/gi;
const SAMPLE = 64 * 1_024;
const WORDS = /[^\t\n\f\r <>"'=]+/g;
/** Words with such a byte are taken into the sample. They are not sought with one pattern, which would not take linear time. */
const BEYOND_ASCII = /[\x80-\xff]/;

/**
 * Guesses the encoding of a text that declares none. UTF-8 is taken if most of the bytes beyond ASCII are valid in it, because text
 * in another encoding hardly ever is. Then comes the encoding of the page that refers to the text, then what the bytes look like,
 * then windows-1252, which browsers take for most languages.
 */
export function guessEncoding(head: Uint8Array, { ended, fallback }: { ended: boolean; fallback?: string | undefined }): string {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1");
  const sample = ended ? text : text.replace(CUT_OFF, "");
  const rest = sample.replace(UTF8, "");
  const invalid = rest.match(/[\x80-\xff]/g)?.length ?? 0;
  const sequences = (sample.length - rest.length) / 2;
  if (invalid > 0 && sequences <= 2 * invalid) return fallback ?? detect(sample);
  return sequences === 0 && JIS_ESCAPE.test(sample) ? "iso-2022-jp" : "utf-8";
}

/** Guesses by the statistics of languages. Only words that are not ASCII count, because markup looks like no language. */
function detect(text: string): string {
  const words = (text.match(WORDS) ?? []).filter((word) => BEYOND_ASCII.test(word)).join(" ").slice(0, SAMPLE);
  if (isEuropean(words)) return "windows-1252";
  const bytes = Buffer.from(words, "latin1");
  for (const { name } of chardet.analyse(bytes)) {
    const encoding = encodingNamed(name);
    if (encoding !== null && !encoding.startsWith("utf-") && isValid(bytes, encoding)) return encoding;
  }
  return "windows-1252";
}

/** Whether most bytes beyond ASCII are Latin letters beside letters of ASCII, as in no other script. */
function isEuropean(words: string): boolean {
  const count = (pattern: RegExp) => words.match(pattern)?.length ?? 0;
  return 2 * count(LATIN) >= count(/[\x80-\xff]/g);
}

function isValid(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    // The decoder refuses bytes that the encoding does not have.
    return false;
  }
}
