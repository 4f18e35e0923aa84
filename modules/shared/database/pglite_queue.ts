/** Gives PGlite's one session to one after another. What is given back is to be called once, when it is free again. */
export interface SessionQueue {
  /** For one statement, which has an answer that somebody waits for. */
  forStatement(): Promise<() => void>;
  /** For several statements that nothing may come between, and for one that nobody waits for. */
  forTransaction(): Promise<() => void>;
}

interface Waiting {
  since: number;
  begin: () => void;
}

/**
 * Statements go before transactions: a search is a few of them, each of some milliseconds, and would wait for an edit or a crawl's
 * commit with every one. Nor does a transaction begin between two statements of a search: for `breath` milliseconds after one, none
 * does. One that has waited for `patience` milliseconds is next all the same, but two of them not at once.
 */
export function openSessionQueue({ patience = 250, breath = 3 }: { patience?: number; breath?: number } = {}): SessionQueue {
  const statements: Waiting[] = [];
  const transactions: Waiting[] = [];
  let taken = false;
  let statementEnded = -Infinity;
  let transactionEnded = -Infinity;
  let breathing: ReturnType<typeof setTimeout> | null = null;

  function join(line: Waiting[], ended: () => void): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<() => void>();
    const giveBack = () => {
      ended();
      next();
    };
    line.push({ since: performance.now(), begin: () => resolve(giveBack) });
    if (!taken) next();
    return promise;
  }

  function next(): void {
    const waiting = statements.length > 0 && !isOverdue() ? statements.shift() : mayBegin() ? transactions.shift() : undefined;
    taken = waiting !== undefined;
    waiting?.begin();
  }

  function isOverdue(): boolean {
    const [first] = transactions;
    return first !== undefined && performance.now() - Math.max(first.since, transactionEnded) >= patience;
  }

  function mayBegin(): boolean {
    const left = statementEnded + breath - performance.now();
    if (transactions.length === 0 || left <= 0 || isOverdue()) return true;
    breathing ??= setTimeout(() => {
      breathing = null;
      if (!taken) next();
    }, left);
    return false;
  }

  return {
    forStatement: () => join(statements, () => statementEnded = performance.now()),
    forTransaction: () => join(transactions, () => transactionEnded = performance.now()),
  };
}
