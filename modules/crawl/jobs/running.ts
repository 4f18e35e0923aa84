/** The attempts that run in this process. */
export function createRunning(attempt: (jobId: number, signal: AbortSignal) => Promise<void>) {
  const running = new Map<number, { controller: AbortController; done: Promise<void>; again: boolean }>();
  let stopping = false;
  return {
    run: async (jobId: number, lease: AbortSignal): Promise<void> => {
      let again = true;
      while (again) {
        if (stopping) throw new Error("This node is stopping");
        const controller = new AbortController();
        const done = attempt(jobId, AbortSignal.any([lease, controller.signal]));
        const own = { controller, done, again: false };
        running.set(jobId, own);
        try {
          await done;
        } finally {
          if (running.get(jobId) === own) running.delete(jobId);
        }
        again = own.again && !lease.aborted;
      }
    },
    /** A job that is resumed while its last attempt is ending goes on under the same lease: the queue would not take it yet. */
    again: (jobId: number): boolean => {
      const own = running.get(jobId);
      if (own) own.again = true;
      return own !== undefined;
    },
    abort: (jobId: number) => running.get(jobId)?.controller.abort(),
    stop: async () => {
      stopping = true;
      const all = [...running.values()];
      for (const { controller } of all) controller.abort();
      await Promise.allSettled(all.map(({ done }) => done));
    },
  };
}
