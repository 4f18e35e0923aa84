export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0 };

// deno-lint-ignore no-control-regex -- colours are control sequences
const COLOURS = /\x1b\[[0-9;]*m/g;
const CLOSING = /^(?:ok|FAILED) \| (\d+) passed(?: \([^)]*\))? \| (\d+) failed(?: \([^)]*\))?(.*)$/gm;

/** Reads the last line of `deno test`. Returns null if there is none. */
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

/** Formats counts as "12 passed, 0 failed", with ", 1 skipped" if any was skipped. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
