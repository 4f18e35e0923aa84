import postgres from "postgres";
import { fromBunSql } from "pg-boss";
import { AppError, messageOf } from "../errors.ts";
import { camelRows, type Database, type Transaction } from "./handle.ts";

/** Stands in for deno-postgres, which is published on JSR only. */
export function openServer(url: string, { connections = 10 } = {}): Database {
  const sql = postgres(url, {
    max: connections,
    connect_timeout: 10,
    onnotice: () => {},
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
    connection: {
      application_name: "image-tagger",
      statement_timeout: 60_000,
      idle_in_transaction_session_timeout: 60_000,
      // Searches keep their plans: bitmaps are read by key, however rare a tag is. Planning took 2 of their 6 ms.
      plan_cache_mode: "auto",
      // Compiling takes longer (100 ms and more) than any statement of a request may.
      jit: "off",
      // Starting workers takes 20 to 80 ms on two cores, a whole search by bitmaps 5.
      max_parallel_workers_per_gather: "0",
    },
  });

  const database: Database = {
    kind: "server",
    query: async <Row extends object>(text: string, parameters: readonly unknown[] = []) =>
      await reachable(async () => await ask<Row>(sql, text, parameters)),
    transaction: async (work) =>
      await reachable(async () => {
        const result = await sql.begin(async (tx) => {
          const scope: Transaction = {
            query: async <Row extends object>(text: string, parameters: readonly unknown[] = []) =>
              await ask<Row>(tx, text, parameters),
            script: async (text) => void await tx.unsafe(text).simple(),
          };
          return { value: await work(scope) };
        });
        return (result as { value: Awaited<ReturnType<typeof work>> }).value;
      }),
    listen: async (channel, notified) => {
      const subscription = await sql.listen(channel, notified);
      return () => subscription.unlisten();
    },
    get background() {
      return database;
    },
    queue: fromBunSql(sql as never),
    close: () => sql.end({ timeout: 5 }),
  };
  return database;
}

/**
 * Answers the rows, and empties what the driver's query object holds. V8's scavenges let those objects live on, until all of the heap is
 * collected: a third of all garbage was copied with each. Of a thousand searches of 2 ms the tenth slowest took 7 ms, and takes 4.
 */
async function ask<Row extends object>(
  sql: postgres.ISql<{ bigint: number }>,
  text: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  const values = [...parameters] as never[];
  const query: object & Promise<object[]> = sql.unsafe(text, values, { prepare: true });
  const rows = await query;
  const answer = camelRows<Row>(rows);
  const held = [rows, values, "parameters" in query ? query.parameters : null];
  for (const list of held) if (Array.isArray(list)) list.length = 0;
  return answer;
}

const UNREACHABLE = /^(ECONN|CONNECT|CONNECTION_|ENOTFOUND|EAI_|EHOSTUNREACH|ETIMEDOUT|57P0[1-5]|53300|08|28|3D000)/;

async function reachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!UNREACHABLE.test(code)) throw error;
    throw new AppError("unavailable", `The database cannot be reached (${code}): ${messageOf(error)}`, { cause: error });
  }
}
