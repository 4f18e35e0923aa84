// @ts-types="@types/pg"
import pg from "pg";
import type { Database } from "./handle.ts";
import { databaseError, reachable } from "./faults.ts";
import { openListener } from "./listener.ts";
import { watchServer } from "./server_watch.ts";
import { openSession, type Session } from "./session.ts";
import { databaseOf, type Sessions } from "./sessions.ts";
import { VALUE_TYPES } from "./values.ts";

const STATEMENT_MILLISECONDS = 60_000;
/** How long a statement may wait for a lock, because meanwhile its connection cannot be used for others. */
const LOCK_MILLISECONDS = 30_000;

/** Parameters of each session, in the form of the startup packet. */
const OPTIONS = Object.entries({
  // PostgreSQL may keep one plan of a prepared statement for all parameters, whatever the server's own setting is. That suits
  // searches, because they read bitmaps by key, however rare a tag is. Planning took 2 of the 6 ms of a search.
  "plan_cache_mode": "auto",
  // Compiling takes 100 ms and more, which is longer than a statement of a request may take.
  jit: "off",
  // Starting parallel workers takes 20 to 80 ms on two cores, and a whole search by bitmaps 5 ms.
  "max_parallel_workers_per_gather": "0",
  "client_encoding": "utf8",
}).map(([name, value]) => `-c ${name}=${value}`).join(" ");

/** Opens a pool of connections to a PostgreSQL server. It uses node-postgres, because deno-postgres is published on JSR only. */
export function openServer(url: string, { connections = 10 } = {}): Database {
  const config: pg.PoolConfig = {
    connectionString: url,
    "application_name": "image-tagger",
    "statement_timeout": STATEMENT_MILLISECONDS,
    "lock_timeout": LOCK_MILLISECONDS,
    "idle_in_transaction_session_timeout": STATEMENT_MILLISECONDS,
    // The driver's own limit, for a server that cannot keep `statement_timeout` because it is stopped or unreachable.
    "query_timeout": STATEMENT_MILLISECONDS + 5_000,
    keepAlive: true,
    options: OPTIONS,
    types: VALUE_TYPES,
  };
  // The connection timeout is also the longest wait while all connections are in use.
  const pool = new pg.Pool({ ...config, max: connections, connectionTimeoutMillis: 5_000, idleTimeoutMillis: 0 });
  // An idle connection that breaks leaves the pool by itself, and nobody waits for it.
  pool.on("error", () => {});
  const sessions = new WeakMap<pg.PoolClient, Session>();
  // Each connection gets its error handler at once, because an error without a handler would end the process.
  pool.on("connect", sessionOf);
  const lent = new Set<Session>();
  const createClient = () => new pg.Client({ ...config, connectionTimeoutMillis: 5_000, "query_timeout": 5_000 });
  const listener = openListener(createClient);
  const endWatch = watchServer(lent, createClient);

  function sessionOf(client: pg.PoolClient): Session {
    const session = sessions.get(client) ?? openSession(client);
    sessions.set(client, session);
    return session;
  }

  const use: Sessions["use"] = async (_turn, work) => {
    const client = await reachable(() => pool.connect());
    const session = sessionOf(client);
    lent.add(session);
    try {
      return await work(session);
    } catch (error) {
      throw databaseError(error);
    } finally {
      lent.delete(session);
      client.release(session.lost() ?? false);
    }
  };

  return databaseOf({
    kind: "server",
    use,
    listen: listener.listen,
    close: async () => {
      endWatch();
      await listener.close();
      await pool.end();
    },
  });
}
