/**
 * What wants PGlite's one session: a statement with an answer that somebody waits for; several that nothing may come between; either
 * of work that nobody waits for. In this order they go first.
 */
export type Kind = "statement" | "transaction" | "background";

/** Gives the session to one after another. What is given back is to be called once, when it is free again. */
export interface SessionQueue {
  join(kind: Kind): Promise<() => void>;
}

interface Waiting {
  since: number;
  begin: () => void;
}

/**
 * A search is a few statements, each of some milliseconds, and would wait for an edit or a crawl's commit with every one. It does not,
 * nor when it is between two of them: for `breath` milliseconds after a statement, nothing longer begins. What has waited for
 * `patience` milliseconds is next all the same, but two such not at once.
 */
export function openSessionQueue({ patience = 250, breath = 3 }: { patience?: number; breath?: number } = {}): SessionQueue {
  const lines: Record<Kind, Waiting[]> = { statement: [], transaction: [], background: [] };
  /** When a statement ended last, and when anything else did. */
  const ended = { statement: -Infinity, other: -Infinity };
  let taken = false;
  let breathing: ReturnType<typeof setTimeout> | null = null;

  function join(kind: Kind): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<() => void>();
    const giveBack = () => {
      ended[kind === "statement" ? kind : "other"] = performance.now();
      next();
    };
    lines[kind].push({ since: performance.now(), begin: () => resolve(giveBack) });
    if (!taken) next();
    return promise;
  }

  function next(): void {
    const line = overdue() ?? (lines.statement.length > 0 ? lines.statement : calm() ? longer() : undefined);
    const waiting = line?.shift();
    taken = waiting !== undefined;
    waiting?.begin();
  }

  function longer(): Waiting[] {
    return lines.transaction.length > 0 ? lines.transaction : lines.background;
  }

  function overdue(): Waiting[] | undefined {
    const since = (line: Waiting[]) => line[0]?.since ?? Infinity;
    const line = since(lines.transaction) <= since(lines.background) ? lines.transaction : lines.background;
    return performance.now() - Math.max(since(line), ended.other) >= patience ? line : undefined;
  }

  /** Whether no search is between two of its statements, as far as can be told; looks again when that is over. */
  function calm(): boolean {
    const left = ended.statement + breath - performance.now();
    if (left <= 0) return true;
    if (longer().length > 0) {
      breathing ??= setTimeout(() => {
        breathing = null;
        if (!taken) next();
      }, left);
    }
    return false;
  }

  return { join };
}
