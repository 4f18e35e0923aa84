// How pages and islands write numbers, sizes and times.

const WHOLE = new Intl.NumberFormat("en");
const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

export function formatCount(value: number): string {
  return WHOLE.format(value);
}

export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? WHOLE.format(Math.round(value)) : value.toFixed(1)} ${UNITS[power]}`;
}

/** Formats a duration as "45 s", "3 min 20 s", "2 h 5 min" or "3 d 4 h". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor(whole % 86_400 / 3600)} h`;
}

/** Formats a time in UTC as "2026-11-23 14:05". */
export function formatTime(time: Date | string): string {
  return new Date(time).toISOString().slice(0, 16).replace("T", " ");
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
