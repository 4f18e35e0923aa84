const PRESCAN_BYTES = 1_024;

/** The kind of a text. Each kind declares its encoding in a different way. */
export type TextKind = keyof typeof DECLARED;

/** Matches the encoding label that the first bytes of a text declare. */
const DECLARED = {
  html: /<meta[^>]+charset\s*=\s*["']?([a-z0-9_:.-]+)/i,
  // CSS Syntax Level 3, 3.2: only this spelling counts.
  css: /^@charset "([^"]{1,100})";/,
  xml: /^\s*<\?xml[^>]+encoding\s*=\s*["']([a-z0-9_:.-]+)/i,
  // RFC 8259, 8.1: JSON is UTF-8 and declares nothing.
  json: /^(?!)()/,
  // HTML Standard, "fetch a classic script": a script declares nothing.
  script: /^(?!)()/,
};

/**
 * Decodes a text while it arrives. The encoding comes from a byte order mark, or else from the Content-Type, or else from the
 * first 1,024 bytes (`meta`, `@charset`, the XML declaration), or else is UTF-8 (HTML Standard, "determining the character encoding").
 */
export async function* decodeText(
  body: AsyncIterable<Uint8Array>,
  contentType: string | null,
  kind: TextKind,
): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let head = new Uint8Array(0);
  for await (const chunk of body) {
    if (decoder) {
      yield decoder.decode(chunk, { stream: true });
      continue;
    }
    head = joined(head, chunk);
    if (head.byteLength < PRESCAN_BYTES) continue;
    decoder = decoderFor(head, contentType, kind);
    yield decoder.decode(head, { stream: true });
  }
  yield decoder ? decoder.decode() : decoderFor(head, contentType, kind).decode(head);
}

/** Decodes an HTML page like `decodeText()`. */
export function decodePage(body: AsyncIterable<Uint8Array>, contentType: string | null): AsyncGenerator<string> {
  return decodeText(body, contentType, "html");
}

function decoderFor(head: Uint8Array, contentType: string | null, kind: TextKind): TextDecoder {
  const named = /charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType ?? "")?.[1];
  for (const label of [byteOrderMark(head), named, declared(head, kind), "utf-8"]) {
    if (label === undefined) continue;
    try {
      return new TextDecoder(label);
    } catch {
      // The label names no encoding, so the next one is tried.
    }
  }
  return new TextDecoder();
}

function byteOrderMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return undefined;
}

/**
 * Returns the declared label. A text whose label can be read as ASCII is not UTF-16, whatever the label says, and
 * "x-user-defined" means windows-1252 (HTML Standard, "prescan a byte stream to determine its encoding"). Comments are skipped.
 */
function declared(head: Uint8Array, kind: TextKind): string | undefined {
  const ascii = new TextDecoder("latin1").decode(head.subarray(0, PRESCAN_BYTES)).replace(/<!--[\s\S]*?(?:-->|$)/g, "");
  const label = (DECLARED[kind].exec(ascii) ?? (kind === "html" ? DECLARED.xml.exec(ascii) : null))?.[1];
  if (label && /^utf-?16/i.test(label)) return "utf-8";
  return label?.toLowerCase() === "x-user-defined" ? "windows-1252" : label;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.byteLength + second.byteLength);
  both.set(first);
  both.set(second, first.byteLength);
  return both;
}
