// @ts-types="@types/pg"
import type pg from "pg";
import type { Session } from "./session.ts";

/** How long a statement may take before it is asked whether the server is there at all. */
const SUSPICIOUS_MILLISECONDS = 4_000;
const WATCH_MILLISECONDS = 1_000;

/**
 * Gives up the connections of a server that is gone without a word: stopped, or behind a network that swallows everything. The
 * statements under way would wait for minutes, and whoever wants a connection behind them. A server that answers a new connection
 * is busy, and left alone. Returns what ends the watch.
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
  // Why it does not answer is told to those whose statements are given up.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch (error) {
    // A server that refuses because it has no connection to spare is there.
    return error instanceof Error && "code" in error && error.code === "53300";
  } finally {
    // It is broken already where it cannot be ended.
    await client.end().catch(() => {});
  }
}
