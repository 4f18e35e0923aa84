/** The attempts of one queue that run in this process. */
export interface Running {
  /**
   * Runs an attempt at a row, and another one after `again()`. Rejects while this node stops, so that the row is delivered again.
   */
  run(id: number, lease: AbortSignal): Promise<void>;
  /** Returns whether an attempt at the row runs. Another one follows it then, because the queue refuses a row that runs. */
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
