/** A TCP proxy before a server that can disconnect a client in the middle of a message. */
export interface CuttingProxy {
  readonly port: number;
  /**
   * Holds back the next message of a client that matches, and disconnects that client but not the server. Then resolves to a
   * function that sends the message to the server.
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
      // The stream has already closed it.
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
