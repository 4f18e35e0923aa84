import { duration } from "../crawl_command/display.ts";

/** Told what is being done now and, where that is known, how many of how many things are done with. */
export type Progress = (what: string, done?: number, total?: number) => void;

export interface ProgressLine {
  readonly show: Progress;
  /** Takes the line away, before anything else is written to the terminal. */
  clear(): void;
}

const CLEAR = "\r\x1b[K";
const REDRAW_MILLISECONDS = 100;
/** The rate of a shorter time says nothing about the time left. */
const RATE_SECONDS = 1;

/** One line that is written over again and again on a terminal, and nothing elsewhere. */
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
