import type { Hono } from "hono";
import { AppError, messageOf } from "../errors.ts";

const DRAIN_MILLISECONDS = 1_000;
const STOP_MILLISECONDS = 9_500;
const REPEAT_MILLISECONDS = 500;

interface Address {
  host: string;
  port: number;
}

export interface Server {
  /** The address for this machine: `http://127.0.0.1:8000`. */
  readonly address: string;
  /**
   * Refuses new requests and runs `stopWork`, which also ends the event streams. Waits a moment for requests that have begun, and
   * then runs `close`.
   */
  stop(stopWork: () => Promise<void>, close: () => Promise<void>): Promise<void>;
}

/** Throws `conflict` if the address is in use or not this machine's. Called before slow work begins. */
export function checkAddress({ host, port }: Address): void {
  explained({ host, port }, () => Deno.listen({ hostname: unbracketed(host), port }).close());
}

export function listen(app: { fetch: Hono["fetch"] }, { host, port }: Address): Server {
  const hostname = unbracketed(host);
  const server = explained({ host, port }, () => Deno.serve({ hostname, port, onListen: () => {} }, app.fetch));
  return {
    address: `http://${reachable(hostname)}:${server.addr.port}`,
    stop: async (stopWork, close) => {
      const drained = server.shutdown();
      await Promise.all([stopWork(), Promise.race([drained, pause(DRAIN_MILLISECONDS)])]);
      await close();
      await Promise.race([drained, pause(DRAIN_MILLISECONDS)]);
    },
  };
}

/**
 * Runs `stop` at the first SIGINT or SIGTERM and then ends the process, after 9.5 s at the latest. A second signal ends it at once,
 * but not within 0.5 s: under `deno task` one Ctrl-C arrives twice, from the terminal and from the task runner.
 */
export function stopOnSignal(stop: () => Promise<void>): void {
  let begun: number | null = null;
  const stopOnce = async () => {
    if (begun !== null) {
      if (performance.now() - begun > REPEAT_MILLISECONDS) Deno.exit(1);
      return;
    }
    begun = performance.now();
    const late = setTimeout(() => Deno.exit(1), STOP_MILLISECONDS);
    await stop().finally(() => clearTimeout(late));
    Deno.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => void stopOnce());
}

function explained<T>({ host, port }: Address, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new AppError(
        "conflict",
        `PORT ${port} of ${host} is taken by another program. Set PORT to another one, or to 0 for a free one.`,
      );
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new AppError("conflict", `PORT ${port} may not be used by this user. Set PORT to 1024 or more.`);
    }
    if (error instanceof Deno.errors.AddrNotAvailable || /lookup|resolve/i.test(messageOf(error))) {
      throw new AppError("conflict", `HOST ${host} is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all of them.`);
    }
    throw error;
  }
}

/** Removes brackets: sockets take `::1`, not `[::1]`. */
function unbracketed(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}

function reachable(hostname: string): string {
  if (hostname === "0.0.0.0") return "127.0.0.1";
  if (hostname === "::") return "[::1]";
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
