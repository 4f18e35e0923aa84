/**
 * Runs `work` every `everyMilliseconds` in this process, never twice at a time. Errors go to `failed`, and the next turn runs all
 * the same. Returns a function that ends this and waits for the turn under way.
 */
export function repeat(
  work: () => Promise<void>,
  { everyMilliseconds, failed }: { everyMilliseconds: number; failed: (error: unknown) => void },
): () => Promise<void> {
  let turn: Promise<void> | null = null;
  const timer = setInterval(() => {
    turn ??= work().catch(failed).finally(() => turn = null);
  }, everyMilliseconds);
  return async () => {
    clearInterval(timer);
    await turn;
  };
}
