import type { Pace } from "../pace.ts";
import { formatCount, formatDuration } from "./format.ts";

export interface ProgressBarProps {
  /** What the bar is called to people who do not see it. */
  label: string;
  done: number;
  /** Null while it is not known. */
  total: number | null;
  /** What is counted, in the plural: "URLs". */
  unit: string;
  /** Shown to the right, below the bar. */
  note: string;
  growing?: boolean;
}

/** A bar with its numbers in words, so that it says the same where it is not seen and where no script runs. */
export function ProgressBar({ label, done, total, unit, note, growing = false }: ProgressBarProps) {
  return (
    <div>
      <progress class="meter" value={total ? Math.min(done, total) : 0} max={Math.max(total ?? 0, 1)} aria-label={label} />
      <p class="mt-1.5 flex flex-wrap justify-between gap-x-4 text-xs text-muted tabular-nums">
        <span>{amount(done, total)} {unit}{growing ? " so far" : ""}</span>
        <span>{note}</span>
      </p>
    </div>
  );
}

/** "1,332 of 2,000"; without a total "1,332". */
export function amount(done: number, total: number | null): string {
  return total === null ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`;
}

/** "12.5 images/s · at least 3 min 20 s left"; empty if neither is known. */
export function paceLine({ perSecond, secondsLeft, growing }: Pace, unit: string): string {
  const rate = perSecond === null ? "" : `${rateOf(perSecond)} ${unit}/s`;
  const left = secondsLeft === null ? "" : `${growing ? "at least " : ""}${formatDuration(secondsLeft)} left`;
  return [rate, left].filter((part) => part !== "").join(" · ");
}

/** A digit after the point tells something of small numbers only. */
function rateOf(perSecond: number): string {
  return perSecond < 1_000 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond));
}
