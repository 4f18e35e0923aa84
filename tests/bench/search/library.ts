import { fileURLToPath } from "node:url";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { openEmbedded } from "../../../modules/shared/database/pglite.ts";
import { openServer } from "../../../modules/shared/database/postgres.ts";

/** The database of this size has a name without the number. */
const FULL = 1_000_000;

/** Opens the database for a library of this size. It is made if it is missing, and is not deleted. */
export async function openLibrary(kind: Database["kind"], images: number, connections = 10): Promise<Database> {
  if (kind === "server") return await openOnServer(images, connections);
  const cache = fileURLToPath(new URL("../../.cache", import.meta.url));
  await Deno.mkdir(cache, { recursive: true });
  return await openEmbedded({ directory: `${cache}/bench_search_${images}`, transactionMilliseconds: 600_000 });
}

async function openOnServer(images: number, connections: number): Promise<Database> {
  const name = images === FULL ? "bench_search" : `bench_search_${images}`;
  const url = new URL(serverUrl());
  const admin = openServer(url.href, { connections: 1 });
  try {
    const found = await admin.query("select 1 from pg_database where datname = $1", [name]);
    if (found.length === 0) await admin.query(`create database ${name}`);
  } finally {
    await admin.close();
  }
  url.pathname = `/${name}`;
  return openServer(url.href, { connections });
}

function serverUrl(): string {
  const url = Deno.env.get("TEST_DATABASE_URL");
  if (!url) throw new Error("TEST_DATABASE_URL is not set: the bench needs a PostgreSQL server, 15 or later");
  return url;
}
