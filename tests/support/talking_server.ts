export interface TalkingServer {
  url: string;
  hostPort: string;
  /** The number of connections. */
  accepted(): number;
  /** Waits until everything that was to be sent was sent, and the client has had the time to read it. */
  isIdle(): Promise<void>;
  close(): Promise<void>;
}

type Talk = (path: string) => (string | Uint8Array)[];

/**
 * Starts a server that writes bytes, HTTP or not, and keeps its connections open for further requests. `talk` returns the pieces for a
 * path; each is sent in a write of its own, and the second one after the client has had the time to read the first.
 */
export function openTalkingServer(talk: Talk): TalkingServer {
  let writing = Promise.resolve();
  const server = serveConnections((connection, head) => writing = sendPieces(connection, talk(head.split(" ", 2)[1] ?? "/")));
  return {
    ...server,
    url: `http://${server.hostPort}/`,
    isIdle: async () => {
      await writing;
      await roundTrip();
    },
  };
}

/** Calls `answer` with the head of each request of each connection to a port of loopback. */
export function serveConnections(
  answer: (connection: Deno.Conn, head: string) => Promise<void>,
): Pick<TalkingServer, "hostPort" | "accepted" | "close"> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  let accepted = 0;
  const accepting = (async () => {
    for await (const connection of listener) {
      accepted++;
      open.add(connection);
      // The client may close a connection at any time, as it does after an answer that it refuses.
      converse(connection, (head) => answer(connection, head)).catch(() => {}).finally(() => {
        open.delete(connection);
        closeQuietly(connection);
      });
    }
  })();
  return {
    hostPort: `127.0.0.1:${listener.addr.port}`,
    accepted: () => accepted,
    close: async () => {
      listener.close();
      for (const connection of open) closeQuietly(connection);
      // A listener that is closed while it accepts throws.
      await accepting.catch(() => {});
    },
  };
}

/** Calls `answer` with the head of each request of a connection, until the client closes it. */
export async function converse(connection: Deno.Conn, answer: (head: string) => Promise<void>): Promise<void> {
  const buffer = new Uint8Array(16_384);
  for (let text = "";;) {
    const end = text.indexOf("\r\n\r\n");
    if (end !== -1) {
      await answer(text.slice(0, end));
      text = text.slice(end + 4);
      continue;
    }
    const count = await connection.read(buffer);
    if (count === null) return;
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
}

async function sendPieces(connection: Deno.Conn, pieces: (string | Uint8Array)[]): Promise<void> {
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await roundTrip();
    await writeAll(connection, piece);
  }
}

/** Makes a connection of its own and waits for an echo, which takes as long as bytes take to another reader of this process. */
async function roundTrip(): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  for (let turn = 0; turn < 10; turn++) {
    const [client, server] = await Promise.all([Deno.connect({ port: listener.addr.port }), listener.accept()]);
    await server.write(new Uint8Array(1));
    await client.read(new Uint8Array(1));
    client.close();
    server.close();
  }
  listener.close();
}

export async function writeAll(connection: Deno.Conn, piece: string | Uint8Array): Promise<void> {
  const data = typeof piece === "string" ? new TextEncoder().encode(piece) : piece;
  for (let written = 0; written < data.byteLength;) written += await connection.write(data.subarray(written));
}

export function closeQuietly(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // The connection is already closed.
  }
}
