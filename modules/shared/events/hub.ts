/** An event, as subscribers get it. */
export interface Published<Event> {
  /** The Last-Event-ID with which a subscriber resumes after this event; null if it cannot resume there. */
  id: number | null;
  event: Event;
}

/** Passes events to subscribers in this process. A topic is the id of a job, for example. */
export interface EventHub<Event> {
  publish(topic: number, published: Published<Event>): void;
  /** Yields the events from now on, until the signal aborts or the reader is too slow. */
  subscribe(topic: number, signal: AbortSignal): AsyncIterable<Published<Event>>;
  /** Ends all subscriptions, because the process stops. */
  close(): void;
}

/** The most events that wait for one reader. A slower reader is dropped; it connects again and resumes by Last-Event-ID. */
const BACKLOG = 500;

interface Subscriber<Event> {
  backlog: Published<Event>[];
  wake: () => void;
  left: boolean;
  leave: () => void;
}

export function createHub<Event>(): EventHub<Event> {
  const subscribers = new Map<number, Set<Subscriber<Event>>>();

  return {
    close: () => {
      for (const set of [...subscribers.values()]) for (const subscriber of [...set]) subscriber.leave();
    },
    publish: (topic, published) => {
      for (const subscriber of subscribers.get(topic) ?? []) {
        subscriber.backlog.push(published);
        subscriber.wake();
        if (subscriber.backlog.length <= BACKLOG) continue;
        subscriber.backlog.length = 0;
        subscriber.leave();
      }
    },
    subscribe: (topic, signal) => {
      const set = subscribers.get(topic) ?? new Set();
      const subscriber: Subscriber<Event> = { backlog: [], wake: () => {}, left: false, leave };
      subscribers.set(topic, set.add(subscriber));
      // The signal ends the subscription too, because a reader may never begin to read, so that drain() does not run.
      signal.addEventListener("abort", leave, { once: true });
      if (signal.aborted) leave();
      return drain(subscriber);

      function leave(): void {
        signal.removeEventListener("abort", leave);
        subscriber.left = true;
        subscriber.wake();
        set.delete(subscriber);
        if (set.size === 0 && subscribers.get(topic) === set) subscribers.delete(topic);
      }
    },
  };
}

async function* drain<Event>(subscriber: Subscriber<Event>): AsyncGenerator<Published<Event>> {
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

/**
 * Yields what `follow` makes of the events of a topic. The subscription begins before `follow` reads the present state, so that
 * no event in between is lost. It ends with the reader.
 */
export async function* observeTopic<Event>(
  hub: Pick<EventHub<Event>, "subscribe">,
  topic: number,
  signal: AbortSignal,
  follow: (events: AsyncIterable<Published<Event>>) => AsyncIterable<Published<Event>>,
): AsyncGenerator<Published<Event>> {
  const ended = new AbortController();
  const events = hub.subscribe(topic, AbortSignal.any([signal, ended.signal]));
  try {
    yield* follow(events);
  } finally {
    ended.abort();
  }
}
