export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0 };

// deno-lint-ignore no-control-regex -- colours are control sequences
const COLOURS = /\x1b\[[0-9;]*m/g;
const CLOSING = /^(?:ok|FAILED) \| (\d+) passed(?: \([^)]*\))? \| (\d+) failed(?: \([^)]*\))?(.*)$/gm;

/** Reads the line that `deno test` closes with; null where there is none. */
export function readCounts(output: string): Counts | null {
  const last = [...output.replace(COLOURS, "").matchAll(CLOSING)].at(-1);
  if (!last) return null;
  const [, passed, failed, rest] = last;
  const skipped = /\| (\d+) ignored/.exec(rest ?? "")?.[1];
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped ?? 0) };
}

export function addCounts(one: Counts, other: Counts): Counts {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed, skipped: one.skipped + other.skipped };
}

/** "12 passed, 0 failed", and ", 1 skipped" where any was. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
