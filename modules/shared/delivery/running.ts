/** The attempts at rows of one queue that run in this process. */
export interface Running {
  /** Runs attempts at a row until none is asked for. Rejects while this node stops: the queue delivers the row again. */
  run(id: number, lease: AbortSignal): Promise<void>;
  /** Whether an attempt at the row runs; then another one follows it under the same lease, as the queue would not take the row yet. */
  again(id: number): boolean;
  abort(id: number): void;
  /** Aborts all attempts and waits for their end. */
  stop(): Promise<void>;
}

export function createRunning(attempt: (id: number, signal: AbortSignal) => Promise<void>): Running {
  const running = new Map<number, { controller: AbortController; done: Promise<void>; again: boolean }>();
  let stopping = false;
  return {
    run: async (id, lease) => {
      let again = true;
      while (again) {
        if (stopping) throw new Error("This node is stopping");
        const controller = new AbortController();
        const done = attempt(id, AbortSignal.any([lease, controller.signal]));
        const own = { controller, done, again: false };
        running.set(id, own);
        try {
          await done;
        } finally {
          if (running.get(id) === own) running.delete(id);
        }
        again = own.again && !lease.aborted;
      }
    },
    again: (id) => {
      const own = running.get(id);
      if (own) own.again = true;
      return own !== undefined;
    },
    abort: (id) => running.get(id)?.controller.abort(),
    stop: async () => {
      stopping = true;
      const all = [...running.values()];
      for (const { controller } of all) controller.abort();
      await Promise.allSettled(all.map(({ done }) => done));
    },
  };
}
