/** Lends a fixed set of items, each to one borrower at a time, first come first served. */
export interface Turns<Item> {
  take(): Promise<Item>;
  give(item: Item): void;
  /** Rejects all who wait. */
  refuse(error: Error): void;
}

export function takeTurns<Item>(items: readonly Item[]): Turns<Item> {
  const free = [...items];
  const waiting: PromiseWithResolvers<Item>[] = [];
  return {
    take: async () => {
      // The item that was given back last, because its process is in use and its caches are warm.
      const item = free.pop();
      if (item !== undefined) return item;
      const turn = Promise.withResolvers<Item>();
      waiting.push(turn);
      return await turn.promise;
    },
    give: (item) => {
      const next = waiting.shift();
      if (next) next.resolve(item);
      else free.push(item);
    },
    refuse: (error) => {
      for (const turn of waiting.splice(0)) turn.reject(error);
    },
  };
}
