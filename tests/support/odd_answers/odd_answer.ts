import { pngChunk, pngOf } from "../png_bytes.ts";

type Piece = string | Uint8Array;

/** An answer that breaks a rule of HTTP, and that browsers accept or refuse. */
export interface OddAnswer {
  name: string;
  /** What is answered oddly: a page, which refers to an image that is answered plainly, or an image. */
  as: "page" | "image";
  /** Returns all bytes of the answer. The pieces are sent one after another, each in a write of its own. Text is sent as UTF-8. */
  answer(body: Uint8Array): Piece[];
  /** The connection stays open after the answer. The default is to close it, as `Connection: close` asks for. */
  staysOpen?: boolean;
  /** For a browser the connection is closed only when it has asked for the page's image. */
  waits?: boolean;
  /** The outcome in the ledger if browsers refuse the answer, as "failed protocol". Without it, the image must be stored. */
  refused?: string;
}

/** The image of a case. Each case has another one, because images of the same bytes are stored once. */
export function pictureOf(seed: number): Uint8Array {
  const width = 24, height = 18;
  const rows = new Uint8Array((1 + width * 3) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.set([x * 9, seed % 256, (seed >> 8) * 40 + y], y * (1 + width * 3) + 1 + x * 3);
  }
  // Text that is easily packed, so that a coding makes the image shorter.
  const comment = pngChunk("tEXt", new TextEncoder().encode(`Comment\0${" ".repeat(600)}`));
  return pngOf({ width, height }, rows, [comment]);
}

export const PAGE_TEXT =
  '<!doctype html><title>Odd</title><p>A page <img src="/plain.png" alt="An image"> with text behind it.</p>\n';

/** Returns a head that breaks no rule, without the empty line that ends it. */
export function plainHead(type: string, length: number): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n`;
}

export const TYPES = { page: "text/html; charset=utf-8", image: "image/png" };

/** Makes a case whose head is odd. `write` gets the usual header fields and returns the whole head with its last line end. */
export function oddHead(
  name: string,
  write: (fields: { type: string; length: number }) => string,
  more: Partial<OddAnswer> & Pick<OddAnswer, "as"> = { as: "page" },
): OddAnswer {
  return { name, ...more, answer: (body) => [write({ type: TYPES[more.as], length: body.byteLength }), body] };
}
