import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { Buffer } from "node:buffer";
import { type OddAnswer, TYPES } from "./odd_answer.ts";

type Kind = OddAnswer["as"];
const head = (as: Kind, fields: string) => `HTTP/1.1 200 OK\r\nContent-Type: ${TYPES[as]}\r\n${fields}\r\n\r\n`;
/** Text that no coding makes much shorter, so that a cut leaves the beginning of the page whole. */
const filler = () =>
  Array.from({ length: 30_000 }, (_, index) => `<p>${(index * 2_654_435_761 % 2 ** 32).toString(36)}`).join("\n");

/** A page whose coded bytes are cut off far behind its image, with a length that fits. */
function cutOff(coding: string, pack: (body: Uint8Array) => Uint8Array): OddAnswer {
  return {
    name: `${coding} that is cut off`,
    as: "page",
    answer: (body) => {
      const packed = pack(Buffer.concat([body, Buffer.from(filler())]));
      const cut = packed.subarray(0, packed.byteLength - 500);
      return [head("page", `Content-Encoding: ${coding}\r\nContent-Length: ${cut.byteLength}`), cut];
    },
  };
}

/**
 * Answers that end before their announced end. Chromium shows what there is of a page, if it has begun to show the page before the
 * connection is closed.
 */
export const CUT_ANSWERS: readonly OddAnswer[] = [
  cutOff("gzip", (body) => gzipSync(body)),
  cutOff("deflate", (body) => deflateSync(body)),
  cutOff("br", (body) => brotliCompressSync(body)),
  cutOff("zstd", (body) => zstdCompressSync(body)),
  {
    name: "the length before gzip was applied",
    as: "page",
    waits: true,
    answer: (body) => [head("page", `Content-Encoding: gzip\r\nContent-Length: ${body.byteLength}`), gzipSync(body)],
  },
  {
    name: "the length before gzip was applied to an image",
    as: "image",
    answer: (body) => [head("image", `Content-Encoding: gzip\r\nContent-Length: ${body.byteLength}`), gzipSync(body)],
  },
  {
    name: "less than its length",
    as: "page",
    waits: true,
    answer: (body) => [head("page", `Content-Length: ${body.byteLength + 100}`), body],
  },
  {
    name: "less than its length of an image",
    as: "image",
    answer: (body) => [head("image", `Content-Length: ${body.byteLength + 100}`), body],
    refused: "failed connection_lost",
  },
  {
    name: "no last chunk",
    as: "page",
    waits: true,
    answer: (body) => [head("page", "Transfer-Encoding: chunked"), `${body.byteLength.toString(16)}\r\n`, body, "\r\n"],
  },
  {
    name: "no last chunk of an image",
    as: "image",
    answer: (body) => [head("image", "Transfer-Encoding: chunked"), `${body.byteLength.toString(16)}\r\n`, body, "\r\n"],
    refused: "failed connection_lost",
  },
  {
    name: "no line behind the last chunk",
    as: "page",
    waits: true,
    answer: (body) => [head("page", "Transfer-Encoding: chunked"), `${body.byteLength.toString(16)}\r\n`, body, "\r\n0\r\n"],
  },
  {
    name: "no line behind the last chunk of an image",
    as: "image",
    answer: (body) => [head("image", "Transfer-Encoding: chunked"), `${body.byteLength.toString(16)}\r\n`, body, "\r\n0\r\n"],
    refused: "failed connection_lost",
  },
];
