import { duration } from "../crawl_command/display.ts";

/** Called with the name of the current check and, if known, the number of things that are checked and their total. */
export type Progress = (what: string, done?: number, total?: number) => void;

export interface ProgressLine {
  readonly show: Progress;
  /** Clears the line. Must be called before anything else is written to the terminal. */
  clear(): void;
}

const CLEAR = "\r\x1b[K";
const REDRAW_MILLISECONDS = 100;
/** The rate is shown after this time. Before, it says nothing about the time left. */
const RATE_SECONDS = 1;

/** A progress line that is redrawn in place on a terminal. Elsewhere nothing is written. */
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
