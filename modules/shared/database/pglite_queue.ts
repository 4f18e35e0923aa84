/** Gives PGlite's one session to one after another. What is given back is to be called once, when it is free again. */
export interface SessionQueue {
  /** For one statement, which has an answer that somebody waits for. */
  forStatement(): Promise<() => void>;
  /** For several statements that nothing may come between. */
  forTransaction(): Promise<() => void>;
}

interface Waiting {
  since: number;
  begin: () => void;
}

/**
 * Statements go before transactions: a search is a few of them, each of some milliseconds, and would wait for an edit or a crawl's
 * commit with every one. A transaction that has waited for `patience` milliseconds is next all the same.
 */
export function openSessionQueue({ patience = 250 }: { patience?: number } = {}): SessionQueue {
  const statements: Waiting[] = [];
  const transactions: Waiting[] = [];
  let taken = false;

  function join(line: Waiting[]): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<() => void>();
    line.push({ since: performance.now(), begin: () => resolve(giveBack) });
    if (!taken) next();
    return promise;
  }

  function next(): void {
    const [first] = transactions;
    const isOverdue = first !== undefined && performance.now() - first.since >= patience;
    const line = isOverdue || statements.length === 0 ? transactions : statements;
    const waiting = line.shift();
    taken = waiting !== undefined;
    waiting?.begin();
  }

  const giveBack = (): void => next();
  return { forStatement: () => join(statements), forTransaction: () => join(transactions) };
}
