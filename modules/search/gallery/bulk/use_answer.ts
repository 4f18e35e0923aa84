import { useEffect, useState } from "preact/hooks";

export interface Answer<Value> {
  value: Value | null;
  fault: string | null;
  /** True while a newer answer is awaited. */
  loading: boolean;
}

const NOTHING = { value: null, fault: null, loading: false };

/**
 * Calls `ask` when `key` has not changed for `delay` milliseconds, unless it is null. Answers for older keys are dropped. The last
 * answer stays until the next one arrives.
 */
export function useAnswer<Value>(key: string | null, ask: () => Promise<Value>, delay: number): Answer<Value> {
  const [answer, setAnswer] = useState<Answer<Value>>(NOTHING);
  useEffect(() => {
    if (key === null) return setAnswer(NOTHING);
    let current = true;
    setAnswer((last) => ({ ...last, loading: true }));
    const timer = setTimeout(() => {
      ask().then(
        (value) => current && setAnswer({ value, fault: null, loading: false }),
        (error: unknown) =>
          current && setAnswer({ value: null, fault: error instanceof Error ? error.message : String(error), loading: false }),
      );
    }, delay);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key]);
  return answer;
}
