import { encoderOf } from "./encode_bytes.ts";

// deno-lint-ignore no-control-regex -- The class is every character beyond ASCII.
const BEYOND_ASCII = /[^\x00-\x7f]+/g;
/** URL Standard, "special-query percent-encode set". */
// deno-lint-ignore no-control-regex -- The set names control characters.
const PERCENT = /[\x00-\x20\x7f-\xff"#<>']/;

/**
 * Percent-encodes the characters beyond ASCII in the query of a reference by the encoding of its document, as a browser does for
 * the references of a page (URL Standard, "percent-encode after encoding"). The rest of the reference is left to the parser, which
 * encodes it as UTF-8. A character that the encoding does not have is sent as a character reference. `encoding` is a name as
 * `TextDecoder` gives it.
 */
export function encodeQuery(reference: string, encoding: string): string {
  const hash = reference.indexOf("#");
  const end = hash === -1 ? reference.length : hash;
  const start = reference.indexOf("?");
  const encoder = start === -1 || start > end ? null : encoderOf(encoding);
  if (encoder === null) return reference;
  const query = reference.slice(start, end).replace(BEYOND_ASCII, (run) => encodeRun(run, encoder, encoding));
  return reference.slice(0, start) + query + reference.slice(end);
}

function encodeRun(run: string, encoder: NonNullable<ReturnType<typeof encoderOf>>, encoding: string): string {
  let text = "";
  for (const character of run) {
    const bytes = encoder(character);
    if (bytes === null) text += `%26%23${character.codePointAt(0)}%3B`;
    else for (const byte of bytes) text += percent(String.fromCharCode(byte));
  }
  // Between two characters of JIS X 0208 there is no change of the set of characters.
  return encoding === "iso-2022-jp" ? text.replaceAll("%1B(B%1B$B", "") : text;
}

function percent(byte: string): string {
  if (!PERCENT.test(byte)) return byte;
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
