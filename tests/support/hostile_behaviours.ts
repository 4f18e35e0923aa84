import { Buffer } from "node:buffer";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { picture } from "./pictures.ts";
import { untilClosed } from "./site.ts";

type Write = (data: string | Uint8Array) => Promise<void>;

/** What a server does with a connection, how pages refer to it, and the outcome that is expected in the ledger. */
export interface Behaviour {
  as: "page" | "image";
  ends: string;
  answer(write: Write, disconnected: AbortSignal): Promise<void>;
  /** How many bytes of the request are read. If less than its head is read, the connection is reset when it is closed. */
  readBytes?: number;
}

const OK = "HTTP/1.1 200 OK\r\n";
const PAGE = `${OK}content-type: text/html\r\n`;
const IMAGE = `${OK}content-type: image/png\r\n`;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const whole = (head: string, body: string | Uint8Array) => async (write: Write) => {
  const bytes = Buffer.from(body);
  await write(`${head}content-length: ${bytes.byteLength}\r\n\r\n`);
  await write(bytes);
};
const text = (answer: string) => (write: Write) => write(answer);
const status = (line: string, more = "") => text(`HTTP/1.1 ${line}\r\n${more}content-length: 0\r\n\r\n`);
const page = (ends: string, answer: Behaviour["answer"], readBytes?: number): Behaviour => ({
  as: "page",
  ends,
  answer,
  ...(readBytes ? { readBytes } : {}),
});
const image = (ends: string, answer: Behaviour["answer"]): Behaviour => ({ as: "image", ends, answer });

/** Writes the same piece again and again until the client has disconnected. */
const endless =
  (head: string, piece: string | Uint8Array, milliseconds = 0) => async (write: Write, disconnected: AbortSignal) => {
    await write(head);
    while (!disconnected.aborted) {
      await write(piece);
      if (milliseconds > 0) await pause(milliseconds);
    }
  };
const stalled = (...pieces: string[]) => async (write: Write, disconnected: AbortSignal) => {
  for (const piece of pieces) await write(piece);
  await untilClosed(disconnected);
};

/** All behaviours, by name. */
export async function hostileBehaviours(privateUrl: string): Promise<Record<string, Behaviour>> {
  const png = await picture(1, { width: 60, height: 40 }).png().toBuffer();
  const other = await picture(2, { width: 60, height: 40 }).png().toBuffer();
  const pixel = await picture(1, { width: 1, height: 1 }).png().toBuffer();
  const zeros = Buffer.alloc(64 * 1_024 * 1_024);
  const bomb = gzipSync(zeros);
  const pngBomb = gzipSync(Buffer.concat([png.subarray(0, 100), zeros]));
  const packed = gzipSync("<p>hello ".repeat(5_000));
  return {
    "never answers": page("failed timeout", stalled()),
    "drips headers": page("failed timeout", endless(OK, "x: y\r\n", 60)),
    "drips the body": page("failed too_slow", endless(`${PAGE}content-length: 100000\r\n\r\n`, ".", 60)),
    "sends a byte a second": image("failed too_slow", endless(`${IMAGE}content-length: 100000\r\n\r\n`, ".", 1_000)),
    "stalls in the body": page("failed timeout", stalled(`${PAGE}content-length: 100\r\n\r\n`, "some")),
    "sends a page without end": page("page", endless(`${PAGE}\r\n`, "<p>more of it\n".repeat(4_000))),
    "sends an image without end": image(
      "rejected too_large",
      endless(`${IMAGE}\r\n`, Buffer.concat([png, zeros.subarray(0, 60_000)])),
    ),
    "sends chunks of a byte without end": page(
      "failed too_slow",
      endless(`${PAGE}transfer-encoding: chunked\r\n\r\n`, "1\r\nx\r\n", 1),
    ),
    "says that an image is larger than allowed": image(
      "rejected too_large",
      stalled(`${IMAGE}content-length: 99999999999\r\n\r\n`),
    ),
    "gzip bomb": page("page", whole(`${PAGE}content-encoding: gzip\r\n`, bomb)),
    "brotli bomb": page("page", whole(`${PAGE}content-encoding: br\r\n`, brotliCompressSync(zeros))),
    "zstd bomb": page("page", whole(`${PAGE}content-encoding: zstd\r\n`, zstdCompressSync(zeros))),
    "gzip bomb in gzip": page("page", whole(`${PAGE}content-encoding: gzip, gzip\r\n`, gzipSync(bomb))),
    "gzip bomb that begins as an image": image("rejected too_large", whole(`${IMAGE}content-encoding: gzip\r\n`, pngBomb)),
    "packs nine times": page("failed encoding", whole(`${PAGE}content-encoding: ${"gzip, ".repeat(8)}gzip\r\n`, packed)),
    "names an unknown coding": page("page", whole(`${PAGE}content-encoding: lzma\r\n`, packed)),
    "names the wrong coding": page("failed encoding", whole(`${PAGE}content-encoding: gzip\r\n`, "<p>not packed at all")),
    "cuts gzip off": page("page", whole(`${PAGE}content-encoding: gzip\r\n`, packed.subarray(0, 60))),
    "cuts brotli off": page(
      "page",
      whole(`${PAGE}content-encoding: br\r\n`, brotliCompressSync("<p>hello ".repeat(90)).subarray(0, -3)),
    ),
    "cuts zstd off": page(
      "page",
      whole(`${PAGE}content-encoding: zstd\r\n`, zstdCompressSync("<p>hello").subarray(0, -3)),
    ),
    "sends less than its length": page("page", text(`${PAGE}content-length: 1000\r\n\r\n<p>short`)),
    "sends more than its length": page("page", text(`${PAGE}content-length: 5\r\n\r\n<p>hi and a lot more of it`)),
    "sends garbage for chunks": page("failed protocol", text(`${PAGE}transfer-encoding: chunked\r\n\r\nzz\r\nwhat\r\n`)),
    "ends within the chunks": page("page", text(`${PAGE}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n`)),
    "names two lengths": page("failed protocol", text(`${PAGE}content-length: 5\r\ncontent-length: 6\r\n\r\nhello!`)),
    "floods with headers": page("failed header_flood", text(`${OK}${"x-flood: yyyyyyyyyyyyyyyyyyyy\r\n".repeat(20_000)}\r\n`)),
    "sends headers without end": page("failed header_flood", endless(OK, "x-flood: yyyyyyyyyyyyyyyyyyyy\r\n".repeat(50))),
    "sends one header without end": page("failed header_flood", endless(`${OK}x-flood: `, "y".repeat(4_096))),
    "spams 100 Continue": page("failed unasked_continue", endless("", "HTTP/1.1 100 Continue\r\n\r\n", 5)),
    "hints early, then answers": page(
      "page",
      text(`HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n${PAGE}content-length: 4\r\n\r\n<p>x`),
    ),
    "hints early without end": page("failed timeout", endless("", "HTTP/1.1 103 Early Hints\r\n\r\n", 20)),
    ...oddBehaviours({ bomb, privateUrl, image: Buffer.concat([png, zeros.subarray(0, 60_000)]) }),
    "changes the protocol": page(
      "failed protocol",
      text("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
    ),
    "redirects to a file": page("rejected bad_redirect", status("302 Found", "location: file:///etc/passwd\r\n")),
    "redirects to data": image("rejected bad_redirect", status("302 Found", "location: data:image/png;base64,AAAA\r\n")),
    "redirects nowhere": page("rejected bad_redirect", status("302 Found")),
    "redirects to a private address": page("rejected redirected", status("302 Found", `location: ${privateUrl}\r\n`)),
    "has a status line of a megabyte": page(
      "page",
      text(`HTTP/1.1 200 ${"O".repeat(1_000_000)}K\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\nhi`),
    ),
    "has NUL in a header": page("failed protocol", text(`${OK}x-name: a\0b\r\ncontent-length: 2\r\n\r\nhi`)),
    "speaks another protocol": page("failed protocol", text("SSH-2.0-OpenSSH_9.2\r\n")),
    "sends a page for an image": image("rejected not_an_image", whole(IMAGE, "<!doctype html><p>not found")),
    "sends an image for a page": page("stored", whole(PAGE, png)),
    "sends less of an image than its length for a page": page(
      "failed connection_lost",
      async (write) => {
        await write(`${PAGE}content-length: 100000\r\n\r\n`);
        await write(other);
      },
    ),
    "sends a tracking pixel": image("rejected tracking_pixel", whole(IMAGE, pixel)),
    "sends a video for an image": image(
      "rejected not_an_image",
      endless(`${OK}content-type: video/mp4\r\n\r\n`, zeros.subarray(0, 60_000)),
    ),
    "resets within the body": page("page", async (write) => {
      await write(`${PAGE}content-length: 100000\r\n\r\n`);
      await write("x".repeat(1_000));
      await pause(50);
    }, 8),
    "closes at once": page("failed connection_lost", () => Promise.resolve()),
    "answers twice": page("page", text(`${PAGE}content-length: 2\r\n\r\nhi${PAGE}content-length: 2\r\n\r\nho`)),
    "sends garbage after the answer": page("page", stalled(`${PAGE}content-length: 2\r\n\r\nhi`, "\0\x01garbage\r\n\r\n")),
    "answers 204": page("rejected empty", status("204 No Content")),
    "answers 206": image("stored", whole("HTTP/1.1 206 Partial Content\r\ncontent-type: image/png\r\n", other)),
    "answers 304": page("failed http_304", status("304 Not Modified")),
    "answers 404": image("failed http_404", status("404 Not Found")),
    "answers 429": page("failed http_429", status("429 Too Many Requests")),
    "answers 503 for ever": page("failed http_503", status("503 Service Unavailable")),
    "answers 501": page("failed http_501", status("501 Not Implemented")),
    "answers with an empty image": image("rejected empty", status("200 OK", "content-type: image/png\r\n")),
    "answers with an empty page": page("page", status("200 OK", "content-type: text/html\r\n")),
    "sends twenty megabytes of elements": page("page", whole(PAGE, "<div></div>".repeat(1_900_000))),
    "nests elements deeply": page("page", whole(PAGE, "<div>".repeat(500_000))),
  };
}

/** What a server does after a line that sends the crawler to the reader of odd answers. */
function oddBehaviours({ bomb, privateUrl, image: endlessImage }: { bomb: Uint8Array; privateUrl: string; image: Uint8Array }) {
  const odd = "HTTP/1.1 200 OK\n";
  const oddPage = `${odd}content-type: text/html\n`;
  const oddChunks = `${PAGE}transfer-encoding: chunked\r\n\r\n`;
  return {
    "answers oddly, then stalls in the head": page("failed timeout", stalled(odd)),
    "answers oddly, then drips headers": page("failed timeout", endless(odd, "x: y\n", 60)),
    "answers oddly, then floods with headers": page(
      "failed header_flood",
      text(`${odd}${"x-flood: yyyyyyyyyyyy\n".repeat(30_000)}\n`),
    ),
    "answers oddly, then sends one header without end": page(
      "failed header_flood",
      endless(`${odd}x-flood: `, "y".repeat(4_096)),
    ),
    "answers oddly, then with thousands of names": page(
      "failed header_flood",
      text(`${odd}${Array.from({ length: 9_000 }, (_, index) => `x${index}: y\n`).join("")}\n`),
    ),
    "answers oddly, then stalls in the body": page("failed timeout", stalled(`${oddPage}content-length: 100\n\n`, "some")),
    "answers oddly, then drips the body": page("failed too_slow", endless(`${oddPage}content-length: 100000\n\n`, ".", 60)),
    "answers oddly with a page without end": page("page", endless(`${oddPage}\n`, "<p>more of it\n".repeat(4_000))),
    "answers oddly with an image without end": image(
      "rejected too_large",
      endless(`${odd}content-type: image/png\n\n`, endlessImage),
    ),
    "answers oddly with a gzip bomb": page("page", whole(`${oddPage}content-encoding: gzip\r\n`, bomb)),
    "sends odd chunks of a byte without end": page("failed too_slow", endless(oddChunks, "1 \r\nx\r\n", 1)),
    "sends an odd chunk extension without end": page("failed protocol", endless(`${oddChunks}1 ;`, "x".repeat(4_096))),
    "sends trailers without end": page(
      "failed header_flood",
      endless(`${oddChunks}1 \r\nx\r\n0\r\n`, "x-trailer: yyyyyyyyyyyyyyyy\r\n".repeat(50)),
    ),
    "redirects oddly to a private address": page(
      "rejected redirected",
      text(`HTTP/1.1 302 Found\nlocation: ${privateUrl}\ncontent-length: 0\n\n`),
    ),
    "redirects to two addresses": page("failed protocol", status("302 Found", "location: /a\r\nlocation: /b\r\n")),
    "sends a gzip name without end": page(
      "failed encoding",
      endless(`${PAGE}content-encoding: gzip\r\n\r\n`, Buffer.from("1f8b0808000000000000" + "61".repeat(4_000), "hex")),
    ),
  };
}
