import { duration } from "../crawl_command/display.ts";

/** Called with what is being done now and, if known, with how many of how many things are done. */
export type Progress = (what: string, done?: number, total?: number) => void;

export interface ProgressLine {
  readonly show: Progress;
  /** Removes the line before anything else is written to the terminal. */
  clear(): void;
}

const CLEAR = "\r\x1b[K";
const REDRAW_MILLISECONDS = 100;
/** The time left is not shown before this time, because the rate is not reliable yet. */
const RATE_SECONDS = 1;

/** Returns a line on a terminal that is overwritten with each update. Elsewhere nothing is written. */
export function progressLine({ terminal, write, now = () => performance.now() }: {
  terminal: boolean;
  write: (text: string) => void;
  now?: () => number;
}): ProgressLine {
  let what: string | null = null;
  let begun = 0;
  let drawn = -Infinity;
  if (!terminal) return { show: () => {}, clear: () => {} };
  return {
    show: (next, done, total) => {
      if (next !== what) [what, begun, drawn] = [next, now(), -Infinity];
      if (now() - drawn < REDRAW_MILLISECONDS) return;
      drawn = now();
      write(CLEAR + [next, ...amount((now() - begun) / 1_000, done, total)].join("  "));
    },
    clear: () => write(CLEAR),
  };
}

function amount(seconds: number, done?: number, total?: number): string[] {
  if (done === undefined) return [];
  const counted = total === undefined ? `${done}` : `${done} of ${total}`;
  if (seconds < RATE_SECONDS || done === 0) return [counted];
  const rate = done / seconds;
  const left = total === undefined ? [] : [`${duration(Math.max(0, total - done) / rate)} left`];
  return [counted, `${rate.toFixed(rate < 10 ? 1 : 0)}/s`, ...left];
}
