import { FetchFault } from "../egress/faults.ts";
import type { CrawlTask } from "../messages.ts";

/** The least wait for the headers of an answer, by the number of the try. The last try waits as long as egress does. */
const WAITS = [5_000, 10_000];
/** A host that usually needs long gets this many times its usual time. */
const FACTOR = 10;
/** How much the last answer counts in the usual time. */
const WEIGHT = 0.2;
const ORIGINS = 2_000;

/**
 * Ends the first tries of URLs whose answer takes much longer than usual on their host. Such a URL would keep a connection, of which
 * a host has few, while others could be fetched. The later tries wait longer.
 */
export interface AnswerTimes {
  /** Runs a request, and aborts it if its headers do not arrive in time. Throws the `FetchFault` of a silent server then. */
  during<Result extends { latency: number }>(task: CrawlTask, request: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
}

export function createAnswerTimes(waits: readonly number[] = WAITS): AnswerTimes {
  const usual = new Map<string, number>();

  const note = (origin: string, milliseconds: number) => {
    const known = usual.get(origin) ?? milliseconds;
    usual.set(origin, known + WEIGHT * (milliseconds - known));
    const [oldest] = usual.keys();
    if (usual.size > ORIGINS && oldest !== undefined) usual.delete(oldest);
  };

  const waitFor = (origin: string, attempt: number): number => {
    const known = usual.get(origin);
    const least = waits[attempt - 1];
    if (least === undefined || known === undefined) return Infinity;
    return Math.max(least, FACTOR * known);
  };

  return {
    during: async ({ url, attempt = 1 }, request) => {
      const { origin } = new URL(url);
      const wait = waitFor(origin, attempt);
      const controller = new AbortController();
      const late = () => controller.abort(new FetchFault("timeout", { code: "answer_timeout" }, { retry: true }));
      const timer = wait < Infinity ? setTimeout(late, wait) : undefined;
      try {
        const answer = await request(controller.signal);
        note(origin, answer.latency);
        return answer;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
