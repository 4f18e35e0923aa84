import type { JobEvent } from "../schemas.ts";

export interface Published {
  /** The id of the message that the event tells of: where a subscriber resumes. */
  id: number | null;
  event: JobEvent;
}

/** Tells subscribers of a job what happens to it, in this process. */
export interface JobHub {
  publish(jobId: number, published: Published): void;
  /** Events from now on, until the signal aborts or the reader falls too far behind. */
  subscribe(jobId: number, signal: AbortSignal): AsyncIterable<Published>;
  /** Ends every subscription: the process stops. */
  close(): void;
}

/** A reader that lets more events than this pile up is dropped; it comes back and resumes by Last-Event-ID. */
const BACKLOG = 500;

interface Subscriber {
  backlog: Published[];
  wake: () => void;
  left: boolean;
  leave: () => void;
}

export function createHub(): JobHub {
  const subscribers = new Map<number, Set<Subscriber>>();

  return {
    close: () => {
      for (const set of [...subscribers.values()]) for (const subscriber of [...set]) subscriber.leave();
    },
    publish: (jobId, published) => {
      for (const subscriber of subscribers.get(jobId) ?? []) {
        subscriber.backlog.push(published);
        subscriber.wake();
        if (subscriber.backlog.length <= BACKLOG) continue;
        subscriber.backlog.length = 0;
        subscriber.leave();
      }
    },
    subscribe: (jobId, signal) => {
      const set = subscribers.get(jobId) ?? new Set();
      const subscriber: Subscriber = { backlog: [], wake: () => {}, left: false, leave };
      subscribers.set(jobId, set.add(subscriber));
      // Not when the reading ends: a reader that never begins to read has to leave as well.
      signal.addEventListener("abort", leave, { once: true });
      if (signal.aborted) leave();
      return drain(subscriber);

      function leave(): void {
        signal.removeEventListener("abort", leave);
        subscriber.left = true;
        subscriber.wake();
        set.delete(subscriber);
        if (set.size === 0 && subscribers.get(jobId) === set) subscribers.delete(jobId);
      }
    },
  };
}

async function* drain(subscriber: Subscriber): AsyncGenerator<Published> {
  try {
    while (!subscriber.left) {
      const next = subscriber.backlog.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => subscriber.wake = resolve);
    }
  } finally {
    subscriber.leave();
  }
}
