/** A TCP proxy on loopback that can stop forwarding, like a network that drops every packet. */
export interface Proxy {
  readonly port: number;
  /** Stops forwarding without closing connections. Connections that are open now stay silent for good. */
  blackHole(): void;
  /** Forwards new connections again. Older ones stay silent, as behind a firewall that has forgotten them. */
  restore(): void;
  close(): Promise<void>;
}

export function openProxy(targetPort: number): Proxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  let silent = false;
  /** Counts the black holes. A connection that was open in one is never forwarded again. */
  let holes = 0;

  const forward = async (from: Deno.TcpConn, to: Deno.TcpConn, hole: number) => {
    const buffer = new Uint8Array(65_536);
    for (let read = await from.read(buffer); read !== null; read = await from.read(buffer)) {
      if (hole !== holes) return await new Promise<void>(() => {});
      for (let written = 0; written < read;) written += await to.write(buffer.subarray(written, read));
    }
  };
  const serve = async (client: Deno.TcpConn) => {
    open.add(client);
    if (silent) return;
    const hole = holes;
    const ended: Deno.TcpConn[] = [client];
    try {
      const server = await Deno.connect({ hostname: "127.0.0.1", port: targetPort });
      open.add(server);
      ended.push(server);
      await Promise.race([forward(client, server, hole), forward(server, client, hole)]);
    } catch {
      // One side was reset or refused, so the other side is closed.
    }
    if (hole === holes) { for (const connection of ended) drop(open, connection); }
  };
  const accepting = (async () => {
    for await (const client of listener) void serve(client);
  })().catch(() => {});
  return {
    port: (listener.addr as Deno.NetAddr).port,
    blackHole: () => {
      silent = true;
      holes++;
    },
    restore: () => void (silent = false),
    close: async () => {
      listener.close();
      for (const connection of open) drop(open, connection);
      await accepting;
    },
  };
}

function drop(open: Set<Deno.TcpConn>, connection: Deno.TcpConn): void {
  if (!open.delete(connection)) return;
  try {
    connection.close();
  } catch {
    // The connection is already closed.
  }
}
