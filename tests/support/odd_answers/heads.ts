import { type OddAnswer, oddHead, TYPES } from "./odd_answer.ts";

const OK = "HTTP/1.1 200 OK\r\n";
const image = { as: "image" } as const;
type Fields = { type: string; length: number };
const plain = ({ type, length }: Fields) => `Content-Type: ${type}\r\nContent-Length: ${length}\r\n`;
/** A case with extra header lines in a head that is right otherwise. */
const extra = (name: string, lines: string, more?: Partial<OddAnswer> & Pick<OddAnswer, "as">) =>
  oddHead(name, (fields) => `${OK}${lines}\r\n${plain(fields)}\r\n`, more);

/** Answers whose head is odd: status line, line ends, header fields, interim answers. */
export const ODD_HEADS: readonly OddAnswer[] = [
  // Lengths.
  oddHead("Content-Length twice", (fields) => `${OK}${plain(fields)}Content-Length: ${fields.length}\r\n\r\n`),
  oddHead(
    "Content-Length twice in one line",
    ({ type, length }) => `${OK}Content-Type: ${type}\r\nContent-Length: ${length}, ${length}\r\n\r\n`,
    image,
  ),
  oddHead(
    "an unknown Transfer-Encoding beside Content-Length",
    ({ type, length }) => `${OK}Content-Type: ${type}\r\nContent-Length: ${length}\r\nTransfer-Encoding: gzip\r\n\r\n`,
  ),
  oddHead("the coding identity for the transfer", (fields) => `${OK}Transfer-Encoding: identity\r\n${plain(fields)}\r\n`),
  oddHead("an empty Content-Length", ({ type }) => `${OK}Content-Type: ${type}\r\nContent-Length:\r\n\r\n`),
  oddHead("a Content-Length that is no number", ({ type }) => `${OK}Content-Type: ${type}\r\nContent-Length: unknown\r\n\r\n`),
  oddHead("a negative Content-Length", ({ type }) => `${OK}Content-Type: ${type}\r\nContent-Length: -1\r\n\r\n`, image),
  oddHead("a Content-Length with a plus sign", ({ type }) => `${OK}Content-Type: ${type}\r\nContent-Length: +5\r\n\r\n`),
  oddHead(
    "a Content-Length of 30 digits",
    ({ type }) => `${OK}Content-Type: ${type}\r\nContent-Length: ${"9".repeat(30)}\r\n\r\n`,
    image,
  ),
  oddHead(
    "a Content-Length with a unit",
    ({ type, length }) => `${OK}Content-Type: ${type}\r\nContent-Length: ${length} bytes\r\n\r\n`,
  ),
  oddHead(
    "chunked in an answer of HTTP/1.0",
    (fields) => `HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n${plain(fields)}\r\n`,
  ),
  oddHead(
    "Content-Length twice on a connection that stays open",
    (fields) => `${OK}${plain(fields)}Content-Length: ${fields.length}\r\n\r\n`,
    { as: "image", staysOpen: true },
  ),
  // Redirects.
  {
    name: "the same place to go twice",
    as: "page",
    answer: () => ["HTTP/1.1 302 Found\r\nLocation: /page\r\nLocation: /page\r\nContent-Length: 0\r\n\r\n"],
  },
  {
    name: "a redirect with a space before the colon",
    as: "page",
    answer: () => ["HTTP/1.1 301 Moved\r\nLocation : /page\r\nContent-Length: 0\r\n\r\n"],
  },
  {
    name: "a redirect with line feeds alone and no length",
    as: "page",
    answer: () => ["HTTP/1.1 302 Found\nLocation: /page\n\n"],
  },
  // Header fields.
  extra("a tab before the colon", "X-Tab\t: 1", image),
  extra("a first line that begins with a space", " X-Space: 1"),
  extra("vertical tabs and form feeds in a header", "X-Odd: a\v\fb"),
  extra("an offer of another protocol", "Connection: Upgrade\r\nUpgrade: h2,h2c"),
  oddHead("no header at all", () => `${OK}\r\n`),
  {
    name: "a head in single bytes",
    as: "page",
    answer: (body) => [...[...`HTTP/1.1 200 OK\nContent-Type : text/html\n\n`], body],
  },
  oddHead("a space before the colon", ({ type, length }) => `${OK}Content-Type : ${type}\r\nContent-Length : ${length}\r\n\r\n`),
  extra("a space in a header name", "X My Header: 1"),
  extra("control characters in Set-Cookie", "Set-Cookie: a=\x01\x02\x7f; path=/"),
  extra("60 KB of headers", `X-Long: ${"y".repeat(60_000)}`),
  extra("60 KB of headers in many lines", "X-Many: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n".repeat(1_250).trim(), image),
  extra("a line without a colon", "Nonsense without a colon"),
  extra("a line that begins with a colon", ": no name"),
  extra("a folded header", "X-Folded: one\r\n two\r\n\tthree"),
  oddHead("a folded Content-Type", ({ length }) => `${OK}Content-Type:\r\n text/html\r\nContent-Length: ${length}\r\n\r\n`),
  extra("characters above ASCII in a header name", "X-Größe: 1"),
  extra("bytes above ASCII in a header", "Content-Disposition: inline; filename=Größe.png", image),
  extra("a header name with brackets", "X[1]: 1\r\nX(2): 2\r\nX@3: 3"),
  oddHead("no space behind the colons", ({ type, length }) => `${OK}Content-Type:${type}\r\nContent-Length:${length}\r\n\r\n`),
  // Line ends.
  oddHead("line feeds alone", ({ type, length }) => `HTTP/1.1 200 OK\nContent-Type: ${type}\nContent-Length: ${length}\n\n`),
  oddHead(
    "line feeds alone with an image",
    ({ type, length }) => `HTTP/1.1 200 OK\nContent-Type: ${type}\nContent-Length: ${length}\n\n`,
    image,
  ),
  oddHead("mixed line ends", ({ type, length }) => `HTTP/1.1 200 OK\nContent-Type: ${type}\r\nContent-Length: ${length}\n\r\n`),
  extra("a carriage return within a header", "X-Return: a\rb"),
  // Status lines.
  oddHead("no reason phrase", (fields) => `HTTP/1.1 200\r\n${plain(fields)}\r\n`),
  oddHead("no status", (fields) => `HTTP/1.1\r\n${plain(fields)}\r\n`),
  oddHead("lower case", (fields) => `http/1.1 200 ok\r\n${plain(fields)}\r\n`),
  oddHead("two spaces in the status line", (fields) => `HTTP/1.1  200  OK\r\n${plain(fields)}\r\n`),
  oddHead("no version", (fields) => `HTTP 200 OK\r\n${plain(fields)}\r\n`),
  oddHead("version 1", (fields) => `HTTP/1 200 OK\r\n${plain(fields)}\r\n`, image),
  oddHead("version 1.2", (fields) => `HTTP/1.2 200 OK\r\n${plain(fields)}\r\n`),
  oddHead("version 2.0", (fields) => `HTTP/2.0 200 OK\r\n${plain(fields)}\r\n`),
  oddHead("version 3.0", (fields) => `HTTP/3.0 200 OK\r\n${plain(fields)}\r\n`),
  oddHead("version 1.0 with keep-alive", (fields) => `HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n${plain(fields)}\r\n`),
  oddHead("an empty line before the status line", (fields) => `\r\n${OK}${plain(fields)}\r\n`),
  oddHead("junk before the status line", (fields) => `xyz${OK}${plain(fields)}\r\n`),
  oddHead("a byte order mark before the status line", (fields) => `\ufeff${OK}${plain(fields)}\r\n`, image),
  oddHead("bytes above ASCII in the reason", (fields) => `HTTP/1.1 200 Größe\r\n${plain(fields)}\r\n`),
  oddHead("control characters in the reason", (fields) => `HTTP/1.1 200 O\x01K\r\n${plain(fields)}\r\n`),
  oddHead("no space behind the status", (fields) => `HTTP/1.1 200OK\r\n${plain(fields)}\r\n`),
  oddHead("a word for the status", (fields) => `HTTP/1.1 OK\r\n${plain(fields)}\r\n`, image),
  oddHead("a status with a leading zero", (fields) => `HTTP/1.1 0200 OK\r\n${plain(fields)}\r\n`),
  oddHead("a tab in the status line", (fields) => `HTTP/1.1\t200\tOK\r\n${plain(fields)}\r\n`),
  // Interim answers.
  oddHead("an unasked 100 Continue", (fields) => `HTTP/1.1 100 Continue\r\n\r\n${OK}${plain(fields)}\r\n`),
  oddHead("an unasked 100 Continue before an image", (fields) => `HTTP/1.1 100 Continue\r\n\r\n${OK}${plain(fields)}\r\n`, image),
  oddHead(
    "an unasked 102 and 103",
    (fields) => `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n${OK}${plain(fields)}\r\n`,
  ),
  {
    name: "an unasked 100 Continue in a packet of its own",
    as: "page",
    answer: (body) => ["HTTP/1.1 100 Continue\r\n\r\n", `${OK}${plain({ type: TYPES.page, length: body.byteLength })}\r\n`, body],
  },
  oddHead("an unknown interim answer", (fields) => `HTTP/1.1 199 Odd\r\n\r\n${OK}${plain(fields)}\r\n`),
  // Answers that browsers refuse.
  { ...extra("NUL in a header", "X-Name: a\0b"), refused: "failed protocol" },
  { ...extra("two different Content-Lengths", "Content-Length: 5"), refused: "failed protocol" },
  {
    name: "two different places to go",
    as: "page",
    answer: () => ["HTTP/1.1 302 Found\r\nLocation: /page\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"],
    refused: "failed protocol",
  },
  { ...extra("two different Content-Lengths in one line", "Content-Length: 1, 234"), refused: "failed protocol" },
  {
    ...oddHead("carriage returns alone", () => "HTTP/1.1 200 OK\rContent-Type: text/html\r\r"),
    refused: "failed connection_lost",
  },
  {
    ...oddHead(
      "another protocol from now on",
      () => "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    ),
    refused: "failed protocol",
  },
  { ...oddHead("Shoutcast's status line", (fields) => `ICY 200 OK\r\n${plain(fields)}\r\n`), refused: "failed protocol" },
  { ...oddHead("another protocol", () => "SSH-2.0-OpenSSH_9.2\r\n"), refused: "failed protocol" },
];
