export interface BatchOptions {
  /** Items in one batch at most. */
  limit: number;
  /** How long a batch that is smaller waits for more; 0 where each goes as soon as it can. */
  lingerMilliseconds?: number;
  /** Whether an error may be one item's alone: then each item of the batch is tried by itself. */
  isolate?: (error: unknown) => boolean;
}

/**
 * Group commit: what is given while one batch is being worked on makes up the next. `work` answers each item of its batch, in
 * their order; where it throws, each of them rejects. No two batches are under way at a time, and order is kept.
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
    // Not in this turn: what else is given in it joins the batch.
    if (!working) queueMicrotask(() => working || void run());
    return answer.promise;
  };
}

interface Waiting<Item, Result> {
  item: Item;
  answer: PromiseWithResolvers<Result>;
}
