/** A TCP proxy in front of a server that can cut a client off in the middle of a message. */
export interface CuttingProxy {
  readonly port: number;
  /**
   * Holds the next message of a client that matches back from the server, and cuts that client off; the server's side stays
   * open. Resolves, once that has happened, to a function that lets the message go on to the server.
   */
  cutAt(pattern: RegExp): Promise<() => Promise<void>>;
  close(): void;
}

export function openCuttingProxy(target: { hostname: string; port: number }): CuttingProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  let wanted: { pattern: RegExp; cut: (letGo: () => Promise<void>) => void } | null = null;

  async function serve(client: Deno.TcpConn): Promise<void> {
    const server = await Deno.connect(target);
    for (const connection of [client, server]) open.add(connection);
    void server.readable.pipeTo(client.writable).catch(() => {});
    const toServer = server.writable.getWriter();
    for await (const chunk of client.readable) {
      if (wanted?.pattern.test(new TextDecoder().decode(chunk))) {
        wanted.cut(() => toServer.write(chunk));
        wanted = null;
        return shut(client);
      }
      await toServer.write(chunk);
    }
    shut(server);
  }

  function shut(connection: Deno.TcpConn): void {
    open.delete(connection);
    try {
      connection.close();
    } catch {
      // Its stream has closed it.
    }
  }

  void (async () => {
    for await (const client of listener) void serve(client).catch(() => {});
  })().catch(() => {});

  return {
    port: listener.addr.port,
    cutAt: (pattern) => new Promise((cut) => wanted = { pattern, cut }),
    close: () => {
      listener.close();
      for (const connection of open) shut(connection);
    },
  };
}
