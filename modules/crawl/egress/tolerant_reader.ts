import { Buffer } from "node:buffer";
import type { LookupFunction, Socket } from "node:net";
import { buildConnector } from "undici";
import type { EgressLimits } from "../messages.ts";
import { FetchFault } from "./faults.ts";
import { readFramed } from "./framing.ts";
import { readHead } from "./head.ts";
import { isCoded } from "./content_coding.ts";
import type { EarlyEnd, RawAnswer, RawRequest } from "./raw_answer.ts";

type Connector = ReturnType<typeof buildConnector>;

export interface TolerantReader {
  /** `hasEndedEarly` says that the same answer ended early before, so that it will not get better. */
  read(request: RawRequest, options: { hasEndedEarly: boolean }): Promise<RawAnswer>;
  /** Ends the answers that are being read. */
  close(): void;
}

/**
 * Opens the reader of answers that break rules of HTTP. It accepts what Chromium accepts. Each request has a connection of its own
 * that is closed after the answer, so bytes behind an answer never become the answer to another request.
 */
export function openTolerantReader(lookup: LookupFunction, bounds: EgressLimits): TolerantReader {
  const connector = buildConnector({ lookup, timeout: bounds.connectMilliseconds, allowH2: false });
  const open = new Set<Socket>();
  const read: TolerantReader["read"] = async (request, { hasEndedEarly }) => {
    const socket = await connect(connector, request);
    open.add(socket);
    const { signal } = request;
    const stop = () => socket.destroy(asError(signal.reason));
    signal.addEventListener("abort", stop);
    const release = () => {
      open.delete(socket);
      signal.removeEventListener("abort", stop);
      socket.on("error", () => {}).destroy();
    };
    try {
      if (signal.aborted) throw signal.reason;
      socket.write(Buffer.from(requestText(request), "latin1"));
      const pieces = piecesOf(socket, bounds.idleMilliseconds);
      const { head, rest } = await readHead(pieces, { mayHaveNone: request.url.port === "" });
      // The end of coded data is in the data. Some servers send the length that it had before it was coded.
      const isAllowed = hasEndedEarly && (request.keepsPartial || isCoded(head.fields));
      const earlyEnd: EarlyEnd = { isAllowed, happened: false };
      const body = readFramed(head, { rest, pieces, earlyEnd });
      return { status: head.status, fields: head.fields, body, endedEarly: () => earlyEnd.happened, release };
    } catch (error) {
      release();
      throw error;
    }
  };
  return { read, close: () => open.forEach((socket) => socket.destroy()) };
}

function connect(connector: Connector, { url, signal }: RawRequest): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const { host, hostname, protocol, port } = url;
  // undici names an IPv6 address without its brackets, as `connect()` of node:net wants it.
  const bare = hostname.replace(/^\[|\]$/g, "");
  const opening: unknown = connector({ host, hostname: bare, protocol, port }, (error, socket) => {
    signal.removeEventListener("abort", stop);
    if (error) reject(error);
    else resolve(socket);
  });
  const stop = () => {
    reject(signal.reason);
    if (hasDestroy(opening)) opening.destroy(asError(signal.reason));
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop);
  return promise;
}

/** The connector returns its socket while it connects, though its type does not say so. */
function hasDestroy(value: unknown): value is Socket {
  return typeof value === "object" && value !== null && "destroy" in value;
}

function requestText({ url, headers }: RawRequest): string {
  const lines = [`GET ${url.pathname}${url.search} HTTP/1.1`, `Host: ${url.host}`, "Connection: close"];
  for (let at = 0; at < headers.length; at += 2) lines.push(`${capitalised(headers[at] ?? "")}: ${headers[at + 1]}`);
  const wrong = lines.find((line) => !/^[\t\x20-\x7e\x80-\xff]*$/.test(line));
  if (wrong !== undefined) throw new TypeError("A header field of the request has a character that HTTP forbids");
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** Spells the name of a header field as browsers do, because a server that is odd may know no other spelling. */
function capitalised(name: string): string {
  return name.replace(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** Yields what the server sends. Throws if it is silent for too long; only the time that the reader waits counts. */
async function* piecesOf(socket: Socket, idleMilliseconds: number): AsyncGenerator<Uint8Array, undefined> {
  const chunks: AsyncIterator<Uint8Array> = socket[Symbol.asyncIterator]();
  const silent = () => socket.destroy(new FetchFault("timeout", { code: "answer_timeout" }, { retry: true }));
  while (true) {
    const timer = setTimeout(silent, idleMilliseconds);
    const { done, value } = await chunks.next().finally(() => clearTimeout(timer));
    if (done) return;
    yield value;
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
