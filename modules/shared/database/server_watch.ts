// @ts-types="@types/pg"
import type pg from "pg";
import type { Session } from "./session.ts";

/** How long a statement may take before the server is probed. */
const SUSPICIOUS_MILLISECONDS = 4_000;
const WATCH_MILLISECONDS = 1_000;

/**
 * Closes the connections to a server that has stopped answering, because it is stopped or the network drops everything. Otherwise
 * their statements, and all who wait for a connection, would wait for minutes. If the server answers on a new connection, it is
 * only busy, and nothing is closed. Returns a function that ends the watch.
 */
export function watchServer(lent: ReadonlySet<Session>, createClient: () => pg.Client): () => void {
  let probing = false;
  const watch = async () => {
    const suspects = [...lent].filter(isSlow);
    if (suspects.length === 0 || await answers(createClient())) return;
    for (const session of suspects.filter(isSlow)) session.abandon();
  };
  const timer = setInterval(() => {
    if (probing) return;
    probing = true;
    void watch().finally(() => probing = false);
  }, WATCH_MILLISECONDS);
  return () => clearInterval(timer);
}

function isSlow(session: Session): boolean {
  const statement = session.underWay();
  return statement !== null && performance.now() - statement.since > SUSPICIOUS_MILLISECONDS;
}

async function answers(client: pg.Client): Promise<boolean> {
  // The callers whose statements are rejected see that the server does not answer.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch (error) {
    // A server that refuses because it has too many connections is running.
    return error instanceof Error && "code" in error && error.code === "53300";
  } finally {
    // If the connection cannot be ended, it is broken already.
    await client.end().catch(() => {});
  }
}
