const PRESCAN_BYTES = 1_024;

/**
 * Decodes a page's bytes as they arrive. The encoding is a byte order mark's, else the Content-Type's, else that of a `meta`
 * in the first 1,024 bytes, else UTF-8 (HTML Standard, "determining the character encoding").
 */
export async function* decodePage(body: AsyncIterable<Uint8Array>, contentType: string | null): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let head = new Uint8Array(0);
  for await (const chunk of body) {
    if (decoder) {
      yield decoder.decode(chunk, { stream: true });
      continue;
    }
    head = joined(head, chunk);
    if (head.byteLength < PRESCAN_BYTES) continue;
    decoder = decoderFor(head, contentType);
    yield decoder.decode(head, { stream: true });
  }
  yield decoder ? decoder.decode() : decoderFor(head, contentType).decode(head);
}

function decoderFor(head: Uint8Array, contentType: string | null): TextDecoder {
  const labels = [byteOrderMark(head), /charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType ?? "")?.[1], declared(head), "utf-8"];
  for (const label of labels) {
    if (label === undefined) continue;
    try {
      return new TextDecoder(label);
    } catch {
      // A label that names no encoding: the next source decides.
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

function declared(head: Uint8Array): string | undefined {
  const ascii = new TextDecoder("latin1").decode(head.subarray(0, PRESCAN_BYTES));
  const label = /<meta[^>]+charset\s*=\s*["']?([a-z0-9_:.-]+)/i.exec(ascii)?.[1];
  return label && /^utf-?16/i.test(label) ? "utf-8" : label;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.byteLength + second.byteLength);
  both.set(first);
  both.set(second, first.byteLength);
  return both;
}
