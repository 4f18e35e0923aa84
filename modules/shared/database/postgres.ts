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
/** Statements that wait for a lock keep their connections from everybody else. */
const LOCK_MILLISECONDS = 30_000;

/** Parameters of each session, as the startup packet takes them. */
const OPTIONS = Object.entries({
  // Searches keep their plans: bitmaps are read by key, however rare a tag is. Planning took 2 of their 6 ms.
  "plan_cache_mode": "auto",
  // Compiling takes longer (100 ms and more) than any statement of a request may.
  jit: "off",
  // Starting workers takes 20 to 80 ms on two cores, a whole search by bitmaps 5.
  "max_parallel_workers_per_gather": "0",
  "client_encoding": "utf8",
}).map(([name, value]) => `-c ${name}=${value}`).join(" ");

/** Opens a pool of connections to a PostgreSQL server. node-postgres stands in for deno-postgres, which is published on JSR only. */
export function openServer(url: string, { connections = 10 } = {}): Database {
  const config: pg.PoolConfig = {
    connectionString: url,
    "application_name": "image-tagger",
    "statement_timeout": STATEMENT_MILLISECONDS,
    "lock_timeout": LOCK_MILLISECONDS,
    "idle_in_transaction_session_timeout": STATEMENT_MILLISECONDS,
    // For a server that does not keep its own deadline, because it is stopped or the network is gone.
    "query_timeout": STATEMENT_MILLISECONDS + 5_000,
    keepAlive: true,
    options: OPTIONS,
    types: VALUE_TYPES,
  };
  // Also the longest wait for a connection while all of them are taken.
  const pool = new pg.Pool({ ...config, max: connections, connectionTimeoutMillis: 5_000, idleTimeoutMillis: 0 });
  // A connection that breaks while it is idle leaves the pool by itself: nobody waits for it.
  pool.on("error", () => {});
  const sessions = new WeakMap<pg.PoolClient, Session>();
  // From the first moment on: a connection that breaks before anybody looks would end the process.
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
