const CHECKS = 20;
/**
 * The least part of a core that a working process gets. Six busy loops a core leave a child of priority 10 about 1/60, thirty
 * leave it 1/300. The reports of a process that does nothing else take 1/700 (0.7 ms each, every half second).
 */
const LEAST_SHARE = 1 / 300;

export interface Progress {
  /** Takes what the process says: the CPU time that it has used since it was started, in milliseconds. */
  report(cpu: number): void;
  /** The process did something that counts whatever CPU time it took: it started, or answered. */
  step(): void;
  stop(): void;
}

/**
 * Calls `stuck` when a process that has work showed no progress for so long: it said nothing, or used next to no CPU time. Counts
 * checks rather than reading the clock, so that a main process that was itself stopped does not blame its children.
 */
export function watchProgress(
  { stuckMilliseconds, hasWork, stuck }: { stuckMilliseconds: number; hasWork: () => boolean; stuck: () => void },
): Progress {
  let used = 0;
  let checks = 0;
  const timer = setInterval(() => {
    checks = hasWork() ? checks + 1 : 0;
    if (checks < CHECKS) return;
    checks = 0;
    stuck();
  }, stuckMilliseconds / CHECKS);
  return {
    report: (cpu) => {
      if (cpu - used < stuckMilliseconds * LEAST_SHARE) return;
      used = cpu;
      checks = 0;
    },
    step: () => void (checks = 0),
    stop: () => clearInterval(timer),
  };
}
