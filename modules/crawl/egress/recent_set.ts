export interface RecentSet {
  has(text: string): boolean;
  add(text: string): void;
}

/** Makes a set of at most `limit` texts. A further one takes the place of the oldest. */
export function recentSet(limit: number): RecentSet {
  const texts = new Set<string>();
  return {
    has: (text) => texts.has(text),
    add: (text) => {
      texts.delete(text);
      texts.add(text);
      const [oldest] = texts;
      if (texts.size > limit && oldest !== undefined) texts.delete(oldest);
    },
  };
}
