import { rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { DiskSpace } from "../disk.ts";
import { DiskError } from "../errors.ts";
import type { Log } from "../log.ts";
import { CHILD_ENVIRONMENT } from "../process/child.ts";
import { databaseMakerArguments } from "./pglite_process_arguments.ts";
import { databaseError, reachable } from "./faults.ts";
import type { Database } from "./handle.ts";
import { openLifecycle } from "./pglite_lifecycle.ts";
import type { EngineProcess } from "./pglite_process.ts";
import { openSessionQueue } from "./pglite_queue.ts";
import { databaseOf, type Sessions } from "./sessions.ts";

export interface EmbeddedOptions {
  /** The directory of the database; unset: in memory. */
  directory?: string;
  /** The path of a dumped data directory (`.tar.gz`) with which a database in memory begins. */
  template?: string;
  transactionMilliseconds?: number;
  statementMilliseconds?: number;
  log?: Log;
  disk?: DiskSpace;
}

interface Subscription {
  channel: string;
  notified: (payload: string) => void;
  missed: () => void;
}

/** Opens PGlite in a child process, and again whenever that process ends. */
export async function openEmbedded(options: EmbeddedOptions = {}): Promise<Database> {
  const { transactionMilliseconds, disk } = options;
  const directory = options.directory === undefined ? undefined : resolve(options.directory);
  if (directory !== undefined && !await exists(join(directory, "PG_VERSION"))) await make(directory, disk);
  const subscriptions = new Set<Subscription>();
  const queue = openSessionQueue();

  async function opened({ client, session }: EngineProcess): Promise<void> {
    client.on("notification", ({ channel, payload = "" }) => {
      for (const subscription of [...subscriptions]) if (subscription.channel === channel) subscription.notified(payload);
    });
    for (const channel of new Set([...subscriptions].map((subscription) => subscription.channel))) {
      await session.script(`listen ${client.escapeIdentifier(channel)}`);
    }
    for (const { missed } of [...subscriptions]) missed();
  }

  const lifecycle = await openLifecycle({ ...options, directory, opened });

  const use: Sessions["use"] = async (turn, work) => {
    const release = await (turn === "statement" ? queue.forStatement() : queue.forTransaction());
    try {
      const { session } = await lifecycle.current();
      return await work(session);
    } catch (error) {
      throw databaseError(error);
    } finally {
      release();
    }
  };

  const listen: Database["listen"] = async (channel, notified, missed = () => {}) => {
    const subscription = { channel, notified, missed };
    // This runs outside of transactions, because a rollback would also undo the listen.
    await use("statement", async (session) => {
      const { client } = await lifecycle.current();
      await reachable(() => session.script(`listen ${client.escapeIdentifier(channel)}`));
      subscriptions.add(subscription);
    });
    missed();
    return () => Promise.resolve(void subscriptions.delete(subscription));
  };

  return databaseOf({
    kind: "embedded",
    use,
    listen,
    close: async () => {
      // Waits for the transactions in the queue, so that their work is not lost.
      const release = await queue.forTransaction();
      await lifecycle.close();
      release();
    },
  }, transactionMilliseconds === undefined ? {} : { transactionMilliseconds });
}

/**
 * Makes a new database in a process of its own, because it takes 500 MB that the process does not give back. If it is killed, the
 * next start removes the incomplete directory.
 */
async function make(directory: string, disk: DiskSpace | undefined): Promise<void> {
  const shortage = disk?.shortage() ?? null;
  if (shortage !== null) throw new DiskError(shortage);
  const partial = `${directory}.new`;
  await rm(partial, { recursive: true, force: true });
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: databaseMakerArguments({ directory: partial }),
    clearEnv: true,
    env: { ...CHILD_ENVIRONMENT, NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`The embedded database cannot be made: ${new TextDecoder().decode(stderr).trim().slice(0, 500)}`);
  await Deno.rename(partial, directory);
  using parent = await Deno.open(dirname(directory));
  await parent.sync();
}

async function exists(path: string): Promise<boolean> {
  // A path that cannot be accessed cannot be opened either, and opening it reports why.
  return await Deno.stat(path).then(() => true, () => false);
}
