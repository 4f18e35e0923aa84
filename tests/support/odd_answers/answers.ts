import type { OddAnswer } from "./odd_answer.ts";

const head = (status: string, fields: string, length: number) =>
  `HTTP/1.1 ${status}\r\n${fields}${fields === "" ? "" : "\r\n"}Content-Length: ${length}\r\n\r\n`;

/** A case whose status or type is odd, in a head that is right otherwise. */
function answer(as: OddAnswer["as"], status: string, fields: string, more: Partial<OddAnswer> = {}): OddAnswer {
  const name = `${status}${fields === "" ? " without a type" : ` ${fields.replaceAll("\r\n", " / ")}`}`;
  return { name, as, answer: (body) => [head(status, fields, body.byteLength), body], ...more };
}

/** Media types that name no type, or another one than the bytes have. */
const IMAGE_TYPES = [
  ...["html", "image", "image/*", "*/*", "text/plain", "text/html", "application/x-download", "application/force-download"],
  ...["application/octet-stream", "application/json", "video/mp4", "text/css", "unknown/unknown", "image/gif"],
];
const PAGE_TYPES = [
  ...[
    "text/html charset=utf-8",
    "text/html,",
    "TEXT/HTML;;",
    "text/html; charset=klingon",
    "application/xhtml+xml ; q=1, text/html",
  ],
  ...["text/plain\r\nContent-Type: text/html", "text/html\r\nContent-Type: */*", "unknown/unknown", "application/unknown", "*/*"],
];

/** Answers of odd types and statuses that browsers show. */
export const ODD_TYPES_AND_STATUSES: readonly OddAnswer[] = [
  ...IMAGE_TYPES.map((type) => answer("image", "200 OK", `Content-Type: ${type}`)),
  answer("image", "200 OK", ""),
  ...PAGE_TYPES.map((type) => answer("page", "200 OK", `Content-Type: ${type}`)),
  answer("page", "200 OK", ""),
  ...[
    "201 Created",
    "202 Accepted",
    "203 Non-Authoritative",
    "206 Partial Content",
    "226 IM Used",
    "299 Odd",
    "300 Multiple Choices",
  ]
    .flatMap((status) => [
      answer("image", status, "Content-Type: image/png"),
      answer("page", status, "Content-Type: text/html"),
    ]),
  answer("image", "206 Partial Content", "Content-Type: image/png\r\nContent-Range: bytes 0-*/*"),
  answer("image", "302 Found", "Content-Type: image/png"),
  answer("page", "302 Found", "Content-Type: text/html"),
  ...["400 Bad Request", "401 Unauthorized", "403 Forbidden", "404 Not Found", "410 Gone", "418 Teapot"].map((status) =>
    answer("image", status, "Content-Type: image/png")
  ),
  answer("image", "404 Not Found", "Content-Type: text/html"),
  answer("image", "500 Internal Server Error", "Content-Type: image/png"),
];
