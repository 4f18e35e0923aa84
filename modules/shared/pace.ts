const WINDOW_MILLISECONDS = 30_000;
const GROWTH_MILLISECONDS = 5_000;

/** The rate of a piece of work, measured over the last 30 seconds. */
export interface Pace {
  /** Null until the rate is known. */
  perSecond: number | null;
  secondsLeft: number | null;
  /** Whether the total grew within the last 5 seconds. */
  growing: boolean;
}

export interface Counters {
  done: number;
  total: number;
  /** What `perSecond` counts; `done` if it is not given. */
  counted?: number;
}

/** Measures the paces of several pieces of work, by id. */
export interface Paces {
  /** Remembers the counters, and returns how fast they change. */
  paceOf(id: number, counters: Counters): Pace;
  forget(id: number): void;
}

/** The pace of work that does not run. */
export const NO_PACE: Pace = { perSecond: null, secondsLeft: null, growing: false };

interface Sample extends Required<Counters> {
  at: number;
}

export function createPaces(now: () => number = () => performance.now()): Paces {
  const samples = new Map<number, Sample[]>();
  return {
    forget: (id) => void samples.delete(id),
    paceOf: (id, { done, total, counted = done }) => {
      const at = now();
      const recent = (samples.get(id) ?? []).filter((sample) => at - sample.at <= WINDOW_MILLISECONDS);
      recent.push({ at, done, total, counted });
      samples.set(id, recent);
      return paceOfSamples(recent);
    },
  };
}

function paceOfSamples(recent: Sample[]): Pace {
  const first = recent[0];
  const last = recent.at(-1);
  if (!first || !last || last.at - first.at < 1_000) return { ...NO_PACE, growing: true };
  const seconds = (last.at - first.at) / 1_000;
  const done = (last.done - first.done) / seconds;
  const before = recent.findLast((sample) => last.at - sample.at >= GROWTH_MILLISECONDS) ?? first;
  return {
    perSecond: (last.counted - first.counted) / seconds,
    secondsLeft: done > 0 ? (last.total - last.done) / done : null,
    growing: last.total > before.total,
  };
}
