export interface BatchOptions {
  /** The most items in one batch. */
  limit: number;
  /** How long a smaller batch waits for more items; 0 if it does not wait. */
  lingerMilliseconds?: number;
  /** Whether an error may be caused by one item alone. If so, each item of the batch is tried by itself. */
  isolate?: (error: unknown) => boolean;
}

/**
 * Group commit: items that are passed while `work` handles one batch form the next batch. `work` returns a result for each item,
 * in their order. If it throws, all items of the batch reject. Batches run one at a time, and items keep their order.
 */
export function inBatches<Item, Result>(
  work: (items: Item[]) => Promise<Result[]>,
  { limit, lingerMilliseconds = 0, isolate = () => false }: BatchOptions,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let working = false;
  let full = () => {};

  const run = async () => {
    working = true;
    while (waiting.length > 0) {
      if (waiting.length < limit && lingerMilliseconds > 0) await linger();
      await settle(waiting.splice(0, limit));
    }
    working = false;
  };

  const linger = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, lingerMilliseconds);
      full = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const settle = async (batch: Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await work(batch.map(({ item }) => item));
      batch.forEach(({ answer }, index) => answer.resolve(results[index] as Result));
    } catch (error) {
      if (batch.length > 1 && isolate(error)) { for (const one of batch) await settle([one]); }
      else for (const { answer } of batch) answer.reject(error);
    }
  };

  return (item) => {
    const answer = Promise.withResolvers<Result>();
    waiting.push({ item, answer });
    if (waiting.length >= limit) full();
    // Deferred, so that items which are passed in the same turn of the event loop join the batch.
    if (!working) queueMicrotask(() => working || void run());
    return answer.promise;
  };
}

interface Waiting<Item, Result> {
  item: Item;
  answer: PromiseWithResolvers<Result>;
}
