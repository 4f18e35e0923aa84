import { rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { DiskSpace } from "../disk.ts";
import { DiskError } from "../errors.ts";
import type { Log } from "../log.ts";
import { CHILD_ENVIRONMENT } from "../process/child.ts";
import { databaseMakerArguments } from "./pglite_process_arguments.ts";
import { databaseError, reachable } from "./faults.ts";
import type { Database } from "./handle.ts";
import { keepOpen } from "./pglite_lifecycle.ts";
import type { EngineProcess } from "./pglite_process.ts";
import { openSessionQueue } from "./pglite_queue.ts";
import { databaseOf, type Sessions } from "./sessions.ts";

export interface EmbeddedOptions {
  /** Where the database is; in memory without it. */
  directory?: string;
  /** The path of a dumped data directory (`.tar.gz`) that a database in memory begins with. */
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

/** Opens PGlite in a child process; it is opened again whenever that process ends. */
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

  const lifecycle = await keepOpen({ ...options, directory, opened });

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
    // Outside every transaction: what a transaction listens to is forgotten if it is rolled back.
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
      // Behind the transactions that wait: theirs is the work that is not to be lost.
      const release = await queue.forTransaction();
      await lifecycle.close();
      release();
    },
  }, transactionMilliseconds === undefined ? {} : { transactionMilliseconds });
}

/**
 * Making a database takes 500 MB, which the process that does it keeps: this one does nothing else. What it leaves when it is
 * killed is no database yet, and goes when the next one begins.
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
  // A path that cannot be looked at cannot be used either: opening it says why.
  return await Deno.stat(path).then(() => true, () => false);
}
