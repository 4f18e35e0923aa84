import type { JobEvent } from "./schemas.ts";

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
}

/** A reader that lets more events than this pile up is dropped; it comes back and resumes by Last-Event-ID. */
const BACKLOG = 500;

interface Subscriber {
  backlog: Published[];
  wake: () => void;
  dropped: boolean;
}

export function createHub(): JobHub {
  const subscribers = new Map<number, Set<Subscriber>>();

  return {
    publish: (jobId, published) => {
      for (const subscriber of subscribers.get(jobId) ?? []) {
        subscriber.backlog.push(published);
        subscriber.dropped ||= subscriber.backlog.length > BACKLOG;
        subscriber.wake();
      }
    },
    subscribe: (jobId, signal) => {
      const subscriber: Subscriber = { backlog: [], wake: () => {}, dropped: false };
      const set = subscribers.get(jobId) ?? new Set();
      subscribers.set(jobId, set.add(subscriber));
      return drain(subscriber, signal, () => {
        set.delete(subscriber);
        if (set.size === 0) subscribers.delete(jobId);
      });
    },
  };
}

async function* drain(subscriber: Subscriber, signal: AbortSignal, leave: () => void): AsyncGenerator<Published> {
  const stop = () => subscriber.wake();
  signal.addEventListener("abort", stop);
  try {
    while (!signal.aborted && !subscriber.dropped) {
      const next = subscriber.backlog.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => subscriber.wake = resolve);
    }
  } finally {
    signal.removeEventListener("abort", stop);
    leave();
  }
}
