/** A TCP proxy on loopback that can stop forwarding, as a network does that drops every packet. */
export interface Proxy {
  readonly port: number;
  /** From now on nothing is forwarded, and nobody is told: connections that are open stay silent for good. */
  blackHole(): void;
  /** New connections are forwarded again. Those of the black hole stay silent: a firewall forgets them in the same way. */
  restore(): void;
  close(): Promise<void>;
}

export function openProxy(targetPort: number): Proxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  let silent = false;
  /** Counts the black holes: a connection that was open in one never speaks again. */
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
      // One side was reset or refused.
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
    // It is closed already.
  }
}
