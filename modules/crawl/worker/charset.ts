import { Buffer } from "node:buffer";
import { readContentType } from "../egress/content_type.ts";
import { encodingNamed } from "./encoding_names.ts";
import { guessEncoding } from "./guess_encoding.ts";
import { metaEncoding } from "./meta_encoding.ts";
import { peek } from "./peek.ts";

/** The kind of a text. Each kind declares its encoding in a different way. */
export type TextKind = "html" | "css" | "xml" | "json" | "script";

export interface TextSource {
  contentType: string | null;
  kind: TextKind;
  /** The encoding of the document that refers to the text, if it is known: it applies if the text declares none. */
  fallback?: string | undefined;
  /** Called with the encoding before the first text that depends on it. */
  chosen?: (encoding: string) => void;
}

/** HTML Standard, "prescan a byte stream": what a page declares stands within so many bytes. */
const PRESCAN_BYTES = 1_024;
/** Where a page declares no encoding there, so many bytes are searched for a `meta` element before any text is given on. */
const SEARCHED_BYTES = 256 * 1_024;
/** So many bytes from the first one beyond ASCII on are looked at to guess an encoding. */
const GUESSED_BYTES = 64 * 1_024;
// deno-lint-ignore no-control-regex -- An escape begins characters of ISO-2022-JP, which are ASCII otherwise.
const BEYOND_ASCII = /[\x1b\x80-\xff]/;
/** CSS Syntax Level 3, 3.2: only this spelling counts. */
const CSS = /^@charset "([^"]{1,100})";/;
const XML = /^\s*<\?xml[^>]{0,500}?\sencoding\s*=\s*["']([a-z0-9_:.-]+)/i;

/**
 * Decodes a text while it arrives. The encoding comes from a byte order mark, or else from the Content-Type, or else from the text
 * itself (`meta`, `@charset`, the XML declaration), or else is guessed (HTML Standard, "determining the character encoding").
 */
export async function* decodeText(body: AsyncIterable<Uint8Array>, source: TextSource): AsyncGenerator<string> {
  const limit = source.kind === "html" ? SEARCHED_BYTES : PRESCAN_BYTES;
  const faults: unknown[] = [];
  const { head, body: whole } = await peek(untilFault(body, faults), (bytes) => declaredBy(bytes, source, false) !== null, limit);
  const encoding = declaredBy(head, source, true);
  if (encoding === null) yield* decodeGuessed(whole, source);
  else yield* decodeAs(encoding, whole, source);
  if (faults.length > 0) throw faults[0];
}

/** Ends where reading fails and notes why, so that what had arrived is decoded before the fault is thrown. */
async function* untilFault(body: AsyncIterable<Uint8Array>, faults: unknown[]): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    faults.push(error);
  }
}

async function* decodeAs(encoding: string, body: AsyncIterable<Uint8Array>, { chosen }: TextSource): AsyncGenerator<string> {
  chosen?.(encoding);
  const decoder = new TextDecoder(encoding);
  for await (const chunk of body) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** Decodes a text that declares no encoding. Up to its first byte beyond ASCII it is the same in all that may be guessed. */
async function* decodeGuessed(body: AsyncIterable<Uint8Array>, source: TextSource): AsyncGenerator<string> {
  const chunks = body[Symbol.asyncIterator]();
  try {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      const text = latin1(next.value);
      if (BEYOND_ASCII.test(text)) {
        const { head, ended, body: rest } = await peek(following(next.value, chunks), () => false, GUESSED_BYTES);
        return yield* decodeAs(guessEncoding(head, { ended, fallback: source.fallback }), rest, source);
      }
      yield text;
    }
    source.chosen?.(source.fallback ?? "utf-8");
  } finally {
    await chunks.return?.();
  }
}

async function* following(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** Returns the encoding that the first bytes, the headers or the standard of the format declare, or null if there is none so far. */
function declaredBy(head: Uint8Array, { contentType, kind }: TextSource, isAll: boolean): string | null {
  if (head.byteLength < 3 && !isAll) return null;
  const byMark = byteOrderMark(head) ?? encodingNamed(readContentType(contentType).charset) ?? (kind === "json" ? "utf-8" : null);
  if (byMark !== null) return byMark;
  const text = latin1(head);
  if (kind === "css") return asciiNamed(CSS.exec(text)?.[1]);
  if (kind === "script") return null;
  const byMeta = kind === "html" ? metaEncoding(text) : null;
  if (byMeta !== null || (kind === "html" && text.length < PRESCAN_BYTES && !isAll)) return byMeta;
  return asciiNamed(XML.exec(text)?.[1]) ?? (/^<\0|^\0</.test(text) ? text[0] === "<" ? "utf-16le" : "utf-16be" : null);
}

/** A text whose label can be read as ASCII is not UTF-16, whatever the label says. */
function asciiNamed(label: string | undefined): string | null {
  const encoding = encodingNamed(label);
  return encoding?.startsWith("utf-16") ? "utf-8" : encoding;
}

function byteOrderMark([first, second, third]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return first === 0xff && second === 0xfe ? "utf-16le" : null;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
