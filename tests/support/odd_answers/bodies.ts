import { Buffer } from "node:buffer";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { type OddAnswer, TYPES } from "./odd_answer.ts";

type Kind = OddAnswer["as"];
const head = (as: Kind, fields: string) => `HTTP/1.1 200 OK\r\nContent-Type: ${TYPES[as]}\r\n${fields}\r\n\r\n`;
const CHUNKED = "Transfer-Encoding: chunked";
const hex = (bytes: Uint8Array) => bytes.byteLength.toString(16);

/** A case in chunks. `frame` gets the two halves of the body. */
function chunked(
  name: string,
  as: Kind,
  frame: (one: Uint8Array, two: Uint8Array) => (string | Uint8Array)[],
  fields = CHUNKED,
): OddAnswer {
  return {
    name,
    as,
    answer: (body) => [head(as, fields), ...frame(body.subarray(0, 40), body.subarray(40))],
  };
}

/** A case whose body is packed by `pack`, with a length that fits. */
function coded(name: string, as: Kind, coding: string, pack: (body: Uint8Array) => Uint8Array): OddAnswer {
  return {
    name,
    as,
    answer: (body) => {
      const packed = pack(body);
      return [head(as, `Content-Encoding: ${coding}\r\nContent-Length: ${packed.byteLength}`), packed];
    },
  };
}

const same = (body: Uint8Array) => body;
const usual = (one: Uint8Array, two: Uint8Array) => [`${hex(one)}\r\n`, one, "\r\n", `${hex(two)}\r\n`, two, "\r\n0\r\n\r\n"];

const spaced = (
  one: Uint8Array,
  two: Uint8Array,
) => [`${hex(one)}  \r\n`, one, "\r\n", `${hex(two)}  \r\n`, two, "\r\n0  \r\n\r\n"];

/** Answers whose body is framed or coded oddly. */
export const ODD_BODIES: readonly OddAnswer[] = [
  // Chunks.
  chunked(
    "spaces behind a chunk size",
    "page",
    (one, two) => [`${hex(one)}   \r\n`, one, "\r\n", `${hex(two)} \r\n`, two, "\r\n0\r\n\r\n"],
  ),
  chunked("spaces behind a chunk size of an image", "image", (one, two) => [
    ...[`${hex(one)}  \r\n`, one, "\r\n", `${hex(two)}  \r\n`, two, "\r\n0  \r\n\r\n"],
  ]),
  chunked("line feeds alone between chunks", "page", (one, two) => [`${hex(one)}\n`, one, "\n", `${hex(two)}\n`, two, "\n0\n\n"]),
  chunked(
    "line feeds alone between chunks of an image",
    "image",
    (one, two) => [`${hex(one)}\n`, one, "\n", `${hex(two)}\n`, two, "\n0\n\n"],
  ),
  chunked(
    "odd chunk extensions",
    "page",
    (one, two) => [`${hex(one)};=\x01"\r\n`, one, "\r\n", `${hex(two)};a=(b\r\n`, two, "\r\n0\r\n\r\n"],
  ),
  chunked("trailers", "page", (one, two) => [...usual(one, two).slice(0, -1), "\r\n0\r\nX-Sum: 1\r\nOdd line\r\n\r\n"]),
  chunked(
    "a chunk size with leading zeros",
    "image",
    (one, two) => [`000000${hex(one)}\r\n`, one, "\r\n", `0${hex(two)}\r\n`, two, "\r\n00\r\n\r\n"],
  ),
  chunked("Content-Length beside chunks", "page", usual, `Content-Length: 7\r\n${CHUNKED}`),
  chunked("Content-Length beside chunks of an image", "image", usual, `${CHUNKED}\r\nContent-Length: 7`),
  chunked("chunked twice in one line", "image", usual, `${CHUNKED}, chunked`),
  chunked("chunked twice", "page", usual, `${CHUNKED}\r\n${CHUNKED}`),
  chunked("chunked before another coding", "page", usual, `${CHUNKED}, identity`),
  chunked("chunked before another coding of an image", "image", usual, `${CHUNKED}, identity`),
  chunked("chunked in capitals with a space before the colon", "page", usual, "TRANSFER-ENCODING : CHUNKED"),
  chunked("a chunk size in capitals", "image", (one, two) => [
    ...[`${hex(one).toUpperCase()}\r\n`, one, "\r\n", `${hex(two).toUpperCase()}  \r\n`, two, "\r\n0\r\n\r\n"],
  ]),
  { ...chunked("spaces behind a chunk size on a connection that stays open", "page", spaced), staysOpen: true },
  {
    ...chunked(
      "a chunk size with 0x",
      "page",
      (one, two) => [`0x${hex(one)}\r\n`, one, "\r\n", `0x${hex(two)}\r\n`, two, "\r\n0\r\n\r\n"],
    ),
    refused: "failed protocol",
  },
  {
    ...chunked(
      "no line end behind a chunk",
      "image",
      (one, two) => [`${hex(one)}\r\n`, one, `${hex(two)}\r\n`, two, "0\r\n\r\n"],
    ),
    refused: "failed protocol",
  },
  {
    ...chunked(
      "an extension of 200 KB",
      "image",
      (one, two) => [`${hex(one)};${"x".repeat(200_000)}\n`, one, `\r\n${hex(two)}\r\n`, two, "\r\n0\r\n\r\n"],
    ),
    refused: "failed protocol",
  },
  // Lengths.
  {
    name: "bytes behind the body",
    as: "page",
    answer: (body) => [head("page", `Content-Length: ${body.byteLength}`), body, "and more of it"],
  },
  {
    name: "another answer behind the body",
    as: "image",
    answer: (body) => [head("image", `Content-Length: ${body.byteLength}`), body, head("page", "Content-Length: 3"), "odd"],
  },
  { name: "no length at all", as: "image", answer: (body) => [head("image", "X-Length: none"), body] },
  // Content codings.
  ...["none", "utf-8", "binary", "base64", "text/html", "UTF-8, gzip", "identity", "7bit", "lzma"].map((coding, index) =>
    coded(`the coding ${coding} on a plain body`, index % 2 === 0 ? "page" : "image", coding, same)
  ),
  coded("gzip without its last 8 bytes", "page", "gzip", (body) => gzipSync(body).subarray(0, -8)),
  coded("gzip without its last 3 bytes", "image", "gzip", (body) => gzipSync(body).subarray(0, -3)),
  coded("gzip with junk behind it", "image", "gzip", (body) => Buffer.concat([gzipSync(body), Buffer.from("junk")])),
  coded(
    "gzip with half a header behind it",
    "page",
    "gzip",
    (body) => Buffer.concat([gzipSync(body), gzipSync("").subarray(0, 5)]),
  ),
  coded("gzip with a wrong checksum", "page", "gzip", (body) => {
    const packed = gzipSync(body);
    packed.subarray(-8).fill(0);
    return packed;
  }),
  coded("gzip of two members", "page", "gzip", (body) => Buffer.concat([gzipSync(body), gzipSync("<p>more")])),
  coded("gzip with a name and a comment", "image", "gzip", (body) => {
    const packed = gzipSync(body);
    packed[3] = 0b11000;
    return Buffer.concat([packed.subarray(0, 10), Buffer.from("name\0comment\0"), packed.subarray(10)]);
  }),
  coded("x-gzip", "page", "x-gzip", (body) => gzipSync(body)),
  coded("gzip in gzip", "image", "gzip, gzip", (body) => gzipSync(gzipSync(body))),
  coded("deflate with its wrapping", "page", "deflate", (body) => deflateSync(body)),
  coded("deflate without its wrapping", "image", "deflate", (body) => deflateRawSync(body)),
  coded("brotli", "page", "br", (body) => brotliCompressSync(body)),
  coded("zstd", "page", "zstd", (body) => zstdCompressSync(body)),
  { ...coded("gzip that is not packed at all", "page", "gzip", same), refused: "failed encoding" },
];
