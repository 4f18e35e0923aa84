/** Milliseconds of one run, of many. */
export interface Timing {
  median: number;
  p99: number;
}

export function timingOf(milliseconds: number[]): Timing {
  const sorted = milliseconds.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { median: at(0.5), p99: at(0.99) };
}

/**
 * Returns the milliseconds of each of `runs` runs. Up to 100 runs before are not counted, because each connection plans a statement
 * five times before it keeps a plan.
 */
export async function measure(runs: number, run: (round: number) => Promise<unknown>): Promise<number[]> {
  for (let round = 0; round < Math.min(100, runs); round++) await run(round);
  const milliseconds: number[] = [];
  for (let round = 0; round < runs; round++) {
    const begun = performance.now();
    await run(round);
    milliseconds.push(performance.now() - begun);
  }
  return milliseconds;
}
