import process from "node:process";

/**
 * Returns a clock of the milliseconds since its start: those of the processor or those of the wall, whichever are fewer. A busy
 * machine makes the wall's more, and tests that run beside this one in its process the processor's.
 */
export function startClock(): () => number {
  const { user, system } = process.cpuUsage();
  const started = performance.now();
  return () => {
    const now = process.cpuUsage();
    return Math.min((now.user + now.system - user - system) / 1_000, performance.now() - started);
  };
}
