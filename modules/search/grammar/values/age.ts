import type { Stretch } from "./times.ts";

interface Unit {
  name: string;
  aliases: readonly string[];
  /** Null if the unit is counted in calendar months, whose lengths differ. */
  milliseconds: number | null;
  months: number;
}

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

const UNITS: readonly Unit[] = [
  { name: "s", aliases: ["sec", "second", "seconds"], milliseconds: SECOND, months: 0 },
  { name: "min", aliases: ["mi", "minute", "minutes"], milliseconds: 60 * SECOND, months: 0 },
  { name: "h", aliases: ["hour", "hours"], milliseconds: 3_600 * SECOND, months: 0 },
  { name: "d", aliases: ["day", "days"], milliseconds: DAY, months: 0 },
  { name: "w", aliases: ["week", "weeks"], milliseconds: 7 * DAY, months: 0 },
  { name: "mo", aliases: ["month", "months"], milliseconds: null, months: 1 },
  { name: "y", aliases: ["year", "years"], milliseconds: null, months: 12 },
];

/** Reads an age. `7d` is the time from 8 to 7 days ago. Returns null if the text is not an age. */
export function ageOf(text: string, now: Date): Stretch | null {
  const [, digits, name = ""] = /^(\d{1,5}) ?([a-z]+)$/i.exec(text) ?? [];
  const unit = UNITS.find((unit) => unit.name === name.toLowerCase() || unit.aliases.includes(name.toLowerCase()));
  if (digits === undefined || !unit) return null;
  const count = Number(digits);
  return { kind: "age", from: ago(now, count + 1, unit), to: ago(now, count, unit), text: `${count}${unit.name}` };
}

function ago(now: Date, count: number, { milliseconds, months }: Unit): number {
  return milliseconds === null ? monthsAgo(now, count * months) : now.getTime() - count * milliseconds;
}

/** Returns the same day and time in an earlier month, or the last day of that month if it has no such day. */
function monthsAgo(now: Date, months: number): number {
  const moment = new Date(now);
  moment.setUTCMonth(now.getUTCMonth() - months);
  if (moment.getUTCDate() !== now.getUTCDate()) moment.setUTCDate(0);
  return moment.getTime();
}
