/** The queue for PGlite's one session. Each method waits for the session and resolves with the function that releases it. */
export interface SessionQueue {
  /** For one statement that a person or program waits for. */
  forStatement(): Promise<() => void>;
  /** For a transaction, and for a statement in the background. */
  forTransaction(): Promise<() => void>;
}

interface Waiting {
  since: number;
  begin: () => void;
}

/**
 * Statements go before transactions: a search is a few statements of some milliseconds each, and would otherwise wait for an edit or
 * the commit of a crawl with each of them. No transaction begins for `searchPause` milliseconds after a statement, because it may
 * be one of a search. A transaction that has waited for `longestWait` milliseconds goes first, but not twice in a row.
 */
export function openSessionQueue(
  { longestWait = 250, searchPause = 3 }: { longestWait?: number; searchPause?: number } = {},
): SessionQueue {
  const statements: Waiting[] = [];
  const transactions: Waiting[] = [];
  let taken = false;
  let statementEnded = -Infinity;
  let transactionEnded = -Infinity;
  let pauseTimer: ReturnType<typeof setTimeout> | undefined;

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
    if (waiting === undefined) return;
    // The end of what begins now calls this again, so that nothing waits for the timer.
    clearTimeout(pauseTimer);
    pauseTimer = undefined;
    waiting.begin();
  }

  function isOverdue(): boolean {
    const [first] = transactions;
    return first !== undefined && performance.now() - Math.max(first.since, transactionEnded) >= longestWait;
  }

  function mayBegin(): boolean {
    const left = statementEnded + searchPause - performance.now();
    if (transactions.length === 0 || left <= 0 || isOverdue()) return true;
    pauseTimer ??= setTimeout(() => {
      pauseTimer = undefined;
      next();
    }, left);
    return false;
  }

  return {
    forStatement: () => join(statements, () => statementEnded = performance.now()),
    forTransaction: () => join(transactions, () => transactionEnded = performance.now()),
  };
}
