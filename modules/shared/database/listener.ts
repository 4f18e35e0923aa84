// @ts-types="@types/pg"
import type pg from "pg";
import type { Database } from "./handle.ts";
import { reachable } from "./faults.ts";

/** One connection for all subscriptions to NOTIFY. It is opened for the first one. */
export interface Listener {
  readonly listen: Database["listen"];
  close(): Promise<void>;
}

interface Subscription {
  channel: string;
  notified: (payload: string) => void;
  /** Called when the connection is open again: notifications may have been missed meanwhile. */
  missed: () => void;
}

const HEARTBEAT_MILLISECONDS = 10_000;
const LONGEST_WAIT_MILLISECONDS = 5_000;

/** Opens a listener, which opens its connection again whenever it breaks. */
export function openListener(createClient: () => pg.Client): Listener {
  const subscriptions = new Set<Subscription>();
  let client: pg.Client | null = null;
  let connecting: Promise<pg.Client> | null = null;
  let closed = false;
  let again: ReturnType<typeof setTimeout> | undefined;
  let heartbeat: ReturnType<typeof setInterval> | undefined;

  async function connect(): Promise<pg.Client> {
    const next = createClient();
    next.on("error", () => drop(next));
    next.on("end", () => drop(next));
    next.on("notification", ({ channel, payload = "" }) => {
      for (const subscription of [...subscriptions]) if (subscription.channel === channel) subscription.notified(payload);
    });
    try {
      await next.connect();
      for (const channel of new Set([...subscriptions].map((subscription) => subscription.channel))) {
        await next.query(`listen ${next.escapeIdentifier(channel)}`);
      }
    } catch (error) {
      await next.end().catch(() => {});
      throw error;
    }
    client = next;
    // This detects a connection whose other end is dead but never closed it.
    heartbeat = setInterval(() => void next.query("select 1").catch(() => drop(next)), HEARTBEAT_MILLISECONDS);
    return next;
  }

  function connected(): Promise<pg.Client> {
    if (client !== null) return Promise.resolve(client);
    connecting ??= connect().finally(() => connecting = null);
    return connecting;
  }

  function drop(lost: pg.Client): void {
    if (client !== lost) return;
    client = null;
    clearInterval(heartbeat);
    lost.removeAllListeners("end");
    // The connection is broken, so its end may fail.
    void lost.end().catch(() => {});
    reconnect(200);
  }

  function reconnect(wait: number): void {
    if (closed || subscriptions.size === 0) return;
    again = setTimeout(() => {
      connected().then(
        () => [...subscriptions].forEach(({ missed }) => missed()),
        () => reconnect(Math.min(LONGEST_WAIT_MILLISECONDS, wait * 2)),
      );
    }, wait);
  }

  return {
    listen: async (channel, notified, missed = () => {}) => {
      const subscription = { channel, notified, missed };
      subscriptions.add(subscription);
      try {
        await reachable(async () => {
          const listening = await connected();
          await listening.query(`listen ${listening.escapeIdentifier(channel)}`);
        });
      } catch (error) {
        subscriptions.delete(subscription);
        throw error;
      }
      missed();
      return () => Promise.resolve(void subscriptions.delete(subscription));
    },
    close: async () => {
      closed = true;
      clearTimeout(again);
      clearInterval(heartbeat);
      const last = client;
      client = null;
      await last?.end();
    },
  };
}
