/** Lends a fixed set of things out, each to one borrower at a time, first come first served. */
export interface Turns<Item> {
  take(): Promise<Item>;
  give(item: Item): void;
  /** Rejects everybody who waits. */
  refuse(error: Error): void;
}

export function takeTurns<Item>(items: readonly Item[]): Turns<Item> {
  const free = [...items];
  const waiting: PromiseWithResolvers<Item>[] = [];
  return {
    take: async () => {
      // The last one given back is the one that is warm.
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
