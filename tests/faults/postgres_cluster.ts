import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Database } from "../../modules/shared/database/handle.ts";
import { openServer } from "../../modules/shared/database/postgres.ts";
import { childrenOf, isAlive } from "../support/engine.ts";
import { closedPort } from "../support/site.ts";

const INSTALLED = "/usr/lib/postgresql";
const START_SECONDS = 20;

/** A PostgreSQL cluster of its own for a test, which can stop, kill and freeze it. */
export interface Cluster {
  readonly port: number;
  createDatabase(): Promise<string>;
  /** Runs SQL as the superuser in a database of the cluster. */
  asAdministrator<T>(work: (admin: Database) => Promise<T>, name?: string): Promise<T>;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Restarts the cluster by `pg_ctl restart --mode=fast`, which ends all connections without waiting for them. */
  restart(): Promise<void>;
  /** Kills the postmaster with SIGKILL. Its other processes notice that and end. */
  kill(): Promise<void>;
  /** Sends SIGSTOP or SIGCONT to all processes of the cluster. */
  signalAll(signal: "SIGSTOP" | "SIGCONT"): void;
  close(): Promise<void>;
}

/** Returns the folder of the programs of the newest PostgreSQL on Debian, or null if there is none. */
export function postgresPrograms(): string | null {
  try {
    const versions = [...Deno.readDirSync(INSTALLED)].map(({ name }) => Number(name)).filter((version) => version >= 15);
    return versions.length === 0 ? null : join(INSTALLED, String(Math.max(...versions)), "bin");
  } catch {
    return null;
  }
}

export async function openCluster(): Promise<Cluster> {
  const programs = postgresPrograms();
  if (programs === null) throw new Error(`There is no PostgreSQL under ${INSTALLED}`);
  const folder = await Deno.makeTempDir({ prefix: "image-tagger-postgres-" });
  const data = join(folder, "data");
  const port = closedPort();
  if (Deno.uid() === 0) await run(["chown", "postgres", folder]);
  await asOwner([
    join(programs, "initdb"),
    `--pgdata=${data}`,
    "--username=test",
    "--auth=trust",
    "--encoding=UTF8",
    "--no-sync",
  ]);
  const control = (...args: string[]) =>
    asOwner([join(programs, "pg_ctl"), `--pgdata=${data}`, "--wait", "--silent", `--log=${folder}/server.log`, ...args]);
  const options =
    `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off -c max_connections=100`;
  const start = () => control("start", `--options=${options}`);
  const postmaster = () => Number(Deno.readTextFileSync(join(data, "postmaster.pid")).split("\n")[0]);
  const urlOf = (name: string) => `postgres://test@127.0.0.1:${port}/${name}`;

  const asAdministrator = async <T>(work: (admin: Database) => Promise<T>, name = "postgres") => {
    const admin = openServer(urlOf(name), { connections: 1 });
    return await work(admin).finally(() => admin.close());
  };
  await start();
  return {
    port,
    asAdministrator,
    createDatabase: async () => {
      const name = `tagger_${randomUUID().replaceAll("-", "")}`;
      await asAdministrator(async (admin) => void await admin.query(`create database ${name}`));
      return name;
    },
    stop: () => control("stop", "--mode=fast"),
    start: () => untilStarted(start),
    restart: () => control("restart", "--mode=fast", `--options=${options}`),
    kill: async () => {
      const pids = [postmaster(), ...childrenOf(postmaster()).map(({ pid }) => pid)];
      Deno.kill(postmaster(), "SIGKILL");
      await untilGone(pids);
    },
    signalAll: (signal) => {
      for (const { pid } of childrenOf(postmaster())) Deno.kill(pid, signal);
      Deno.kill(postmaster(), signal);
    },
    close: async () => {
      await control("stop", "--mode=immediate").catch(() => {});
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Starts the cluster, and tries again, because the shared memory of a killed cluster may still be in use for a moment. */
async function untilStarted(start: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + START_SECONDS * 1_000;
  while (true) {
    try {
      return await start();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function untilGone(pids: number[]): Promise<void> {
  const deadline = performance.now() + START_SECONDS * 1_000;
  while (pids.some(isAlive)) {
    assert.ok(performance.now() < deadline, "processes of PostgreSQL outlive their postmaster");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs a command as another user if this process is root, because PostgreSQL refuses to run as root. */
async function asOwner(command: string[]): Promise<void> {
  await run(Deno.uid() === 0 ? ["runuser", "-u", "postgres", "--", ...command] : command);
}

/** Runs a command without pipes, because the server that `pg_ctl start` starts would hold them open. */
async function run([program = "", ...args]: string[]): Promise<void> {
  const { success, code } = await new Deno.Command(program, { args, cwd: "/", stdin: "null", stdout: "null", stderr: "null" })
    .output();
  if (!success) throw new Error(`${[program, ...args].join(" ")} ended with ${code}`);
}
