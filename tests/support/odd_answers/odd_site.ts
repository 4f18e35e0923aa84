import type { OddAnswer } from "./odd_answer.ts";
import { serveConnections, writeAll } from "../talking_server.ts";
import { PAGE_TEXT, pictureOf, plainHead, TYPES } from "./odd_answer.ts";

/** A server of one odd answer. Each has an origin of its own, so that no case decides how another one is asked for. */
export interface OddSite {
  case: OddAnswer;
  hostPort: string;
  /** The URL of what is answered oddly. */
  url: string;
  /** The URL of the image that must be found. */
  imageUrl: string;
  /** The bytes of that image. */
  image: Uint8Array;
  /** The paths that were asked for, in order. */
  paths: string[];
  close(): Promise<void>;
}

/** Starts a server for an odd answer, on a port of its own. All other paths are answered plainly. */
export function openOddSite(odd: OddAnswer, seed: number): OddSite {
  const paths: string[] = [];
  const image = pictureOf(seed);
  const oddPath = odd.as === "page" ? "/" : "/odd.png";
  const body = odd.as === "page" ? new TextEncoder().encode(PAGE_TEXT) : image;

  const imageAsked = Promise.withResolvers<void>();
  const { hostPort, close } = serveConnections(async (connection, head) => {
    const path = head.split(" ", 2)[1] ?? "/";
    paths.push(path);
    if (path === "/plain.png") imageAsked.resolve();
    const pieces = path === oddPath ? odd.answer(body) : plainAnswer(path, image);
    for (const piece of pieces) await writeAll(connection, piece);
    if (path === oddPath && odd.waits && head.includes("Chrome/")) await imageAsked.promise;
    // A plain answer has a length, so only an odd one may need the end of the connection.
    if (path === oddPath && !odd.staysOpen) await connection.closeWrite();
  });
  return {
    case: odd,
    hostPort,
    url: `http://${hostPort}${oddPath}`,
    imageUrl: `http://${hostPort}${odd.as === "page" ? "/plain.png" : oddPath}`,
    image,
    paths,
    close,
  };
}

function plainAnswer(path: string, image: Uint8Array): (string | Uint8Array)[] {
  if (path === "/plain.png") return [`${plainHead(TYPES.image, image.byteLength)}\r\n`, image];
  if (path === "/page") return [`${plainHead(TYPES.page, PAGE_TEXT.length)}\r\n${PAGE_TEXT}`];
  return ["HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"];
}

/** Starts a server whose only page links to all odd pages and shows all odd images. */
export function openStart(sites: readonly OddSite[]): { url: string; hostPort: string; close(): Promise<void> } {
  const lines = sites.map((site) =>
    site.case.as === "page" ? `<iframe name="${site.hostPort}" src="${site.url}"></iframe>` : `<img src="${site.url}">`
  );
  const page = `<!doctype html><title>Odd answers</title>\n${lines.join("\n")}`;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) =>
      new URL(request.url).pathname === "/"
        ? new Response(page, { headers: { "content-type": TYPES.page } })
        : new Response(null, { status: 404 }),
  );
  const hostPort = `127.0.0.1:${server.addr.port}`;
  return { url: `http://${hostPort}/`, hostPort, close: () => server.shutdown() };
}
