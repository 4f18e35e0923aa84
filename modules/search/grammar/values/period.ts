import type { Stretch } from "./times.ts";

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2})(?::(\d{2})(?::(\d{2})(\.\d{1,3})?)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/i;
const DAY = 86_400_000;
/** Milliseconds of a period, by the number of fields that follow the day: hour, minute, second, fraction. */
const LENGTHS = [DAY, 3_600_000, 60_000, 1_000, 1];

/**
 * Reads `2024`, `2024-05`, `2024-05-01`, `2024-05-01T12:30+02:00`, today or yesterday, or returns null. The default offset is
 * UTC.
 */
export function periodOf(text: string, now: Date): Stretch | null {
  const word = text.toLowerCase();
  const today = Math.floor(now.getTime() / DAY) * DAY;
  if (word === "today") return { kind: "period", from: today, to: today + DAY, text: word };
  if (word === "yesterday") return { kind: "period", from: today - DAY, to: today, text: word };
  const match = DATE.exec(text);
  if (!match) return null;
  const [, year = "", month, day, hour, minute, second, fraction, offset = "Z"] = match;
  const date = `${year}-${month ?? "01"}-${day ?? "01"}`;
  const from = Date.parse(`${date}T${hour ?? "00"}:${minute ?? "00"}:${second ?? "00"}${fraction ?? ""}${offset.toUpperCase()}`);
  if (Number.isNaN(from) || !isDay(date) || year === "0000") return null;
  return { kind: "period", from, to: endOf(from, match), text: text.toUpperCase().replace(" ", "T") };
}

/** Date.parse reads the 30th of February as a day in March. */
function isDay(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}

function endOf(from: number, [, , month, day, ...finer]: RegExpExecArray): number {
  const date = new Date(from);
  if (month === undefined) return date.setUTCFullYear(date.getUTCFullYear() + 1);
  if (day === undefined) return date.setUTCMonth(date.getUTCMonth() + 1);
  const given = finer.slice(0, 4).filter((field) => field !== undefined).length;
  return from + (LENGTHS[given] ?? 1);
}
