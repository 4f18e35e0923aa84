export interface SeenRequest {
  method: string;
  /** The path and query. */
  path: string;
  headers: Headers;
  /** The start of the request, in milliseconds of a monotonic clock. */
  at: number;
}

export type Handler = (request: Request, path: string) => Response | Promise<Response>;
/** A text is answered as an HTML page. */
export type Routes = Record<string, string | (() => Response | Promise<Response>)>;

/** A website on loopback, with a log of its requests. */
export interface Site {
  /** The URL, with a slash at its end. */
  url: string;
  origin: string;
  hostPort: string;
  requests: SeenRequest[];
  /** The most requests that were under way at the same time. */
  mostAtOnce(): number;
  paths(): string[];
  close(): Promise<void>;
}

/** Starts a site that answers by path, with 404 for unknown paths, or by a handler. Another `hostname` must be of loopback too. */
export async function openSite(
  routes: Routes | Handler,
  { hostname = "127.0.0.1", ...tls }: Partial<Deno.TlsCertifiedKeyPem> & { port?: number; hostname?: string } = {},
): Promise<Site> {
  const requests: SeenRequest[] = [];
  const ended = new AbortController();
  let active = 0;
  let most = 0;
  const answer = typeof routes === "function" ? routes : byPath(routes);
  const { promise: listening, resolve } = Promise.withResolvers<Deno.NetAddr>();
  const options = { hostname, port: 0, signal: ended.signal, onListen: resolve, onError: broken, ...tls };
  const server = Deno.serve(options, async (request) => {
    const { pathname, search } = new URL(request.url);
    requests.push({ method: request.method, path: pathname + search, headers: request.headers, at: performance.now() });
    most = Math.max(most, ++active);
    try {
      return await answer(request, pathname + search);
    } finally {
      active--;
    }
  });
  const { port } = await listening;
  const hostPort = `${hostname}:${port}`;
  const origin = `${tls.cert ? "https" : "http"}://${hostPort}`;
  return {
    url: `${origin}/`,
    origin,
    hostPort,
    requests,
    mostAtOnce: () => most,
    paths: () => requests.map(({ path }) => path),
    close: async () => {
      ended.abort();
      await server.finished;
    },
  };
}

function byPath(routes: Routes): Handler {
  return (_request, path) => {
    const route = routes[path];
    if (route === undefined) return new Response("not here", { status: 404 });
    return typeof route === "string" ? html(route) : route();
  };
}

function broken(): Response {
  return new Response("broken", { status: 500 });
}

export function html(text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, { headers: { "content-type": "text/html; charset=utf-8", ...headers } });
}

export function bytes(body: Uint8Array, type = "image/png", headers: Record<string, string> = {}): Response {
  return new Response(new Uint8Array(body), { headers: { "content-type": type, ...headers } });
}

export function redirect(location: string, status = 302): Response {
  return new Response(null, { status, headers: { location } });
}

/** Makes an answer that sends nothing until the time is over. */
export async function after(milliseconds: number, response: () => Response): Promise<Response> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return response();
}

export interface RawServer {
  url: string;
  hostPort: string;
  accepted(): number;
  close(): Promise<void>;
}

/**
 * Starts a server that reads a request head, one character a byte, and then sends what `answer` writes, HTTP or not. The connection is closed when
 * `answer` has ended. If `readBytes` is less than the head, the connection is reset instead.
 */
export function openRawServer(
  answer: (write: (data: string | Uint8Array) => Promise<void>, disconnected: AbortSignal, head: string) => Promise<void>,
  { readBytes = 16_384 }: { readBytes?: number } = {},
): RawServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const stopped = new AbortController();
  const open = new Set<Promise<void>>();
  let accepted = 0;

  const serve = async (connection: Deno.TcpConn) => {
    const stop = () => connection.close();
    stopped.signal.addEventListener("abort", stop);
    try {
      const head = new Uint8Array(readBytes);
      const length = await connection.read(head) ?? 0;
      await answer(
        (data) => writeAll(connection, typeof data === "string" ? new TextEncoder().encode(data) : data),
        stopped.signal,
        String.fromCharCode(...head.subarray(0, length)),
      );
    } catch {
      // The client has disconnected.
    } finally {
      stopped.signal.removeEventListener("abort", stop);
      close(connection);
    }
  };
  const accepting = (async () => {
    for await (const connection of listener) {
      accepted++;
      const serving: Promise<void> = serve(connection).finally(() => open.delete(serving));
      open.add(serving);
    }
  })();
  const hostPort = `127.0.0.1:${listener.addr.port}`;
  return {
    url: `http://${hostPort}/`,
    hostPort,
    accepted: () => accepted,
    close: async () => {
      listener.close();
      stopped.abort();
      await accepting.catch(() => {});
      await Promise.all(open);
    },
  };
}

async function writeAll(connection: Deno.TcpConn, data: Uint8Array): Promise<void> {
  for (let written = 0; written < data.byteLength;) written += await connection.write(data.subarray(written));
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // The connection is already closed.
  }
}

/** Waits until the connection or the server is closed, for answers that never end. */
export function untilClosed(disconnected: AbortSignal, milliseconds = 60_000): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  disconnected.addEventListener("abort", () => {
    clearTimeout(timer);
    resolve();
  });
  return promise;
}

/** Returns a port of loopback on which nothing listens. */
export function closedPort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
