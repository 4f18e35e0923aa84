/** An event as subscribers get it. */
export interface Published<Event> {
  /** Where a subscriber resumes, as its Last-Event-ID; null if the event cannot be resumed from. */
  id: number | null;
  event: Event;
}

/** Passes events on to subscribers in this process. A topic is the id of what the events are about. */
export interface EventHub<Event> {
  publish(topic: number, published: Published<Event>): void;
  /** Events from now on, until the signal aborts or the reader falls too far behind. */
  subscribe(topic: number, signal: AbortSignal): AsyncIterable<Published<Event>>;
  /** Ends every subscription: the process stops. */
  close(): void;
}

/** A reader that lets more events than this pile up is dropped; it comes back and resumes by Last-Event-ID. */
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
      // Not when the reading ends: a reader that never begins to read has to leave as well.
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
 * What `tell` makes of the events of a topic. The subscription begins before `tell` reads what is known so far, so that nothing
 * that happens in between is lost, and ends with the reader.
 */
export async function* observeTopic<Event>(
  hub: Pick<EventHub<Event>, "subscribe">,
  topic: number,
  signal: AbortSignal,
  tell: (events: AsyncIterable<Published<Event>>) => AsyncIterable<Published<Event>>,
): AsyncGenerator<Published<Event>> {
  const ended = new AbortController();
  const events = hub.subscribe(topic, AbortSignal.any([signal, ended.signal]));
  try {
    yield* tell(events);
  } finally {
    ended.abort();
  }
}
