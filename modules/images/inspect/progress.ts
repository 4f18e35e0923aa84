const CHECKS = 20;
/**
 * The least share of a core that a working process gets. Beside six busy loops per core a child of priority 10 gets about 1/60,
 * beside thirty 1/300. The reports of an idle process take 1/700 (0.7 ms each, every half second).
 */
const LEAST_SHARE = 1 / 300;

export interface Progress {
  /** Takes a report: the CPU time that the process has used since it was started, in milliseconds. */
  report(cpu: number): void;
  /** Records that the process started or answered, which is progress whatever CPU time it took. */
  step(): void;
  stop(): void;
}

/**
 * Calls `stuck` if a process that has work made no progress for `stuckMilliseconds`: it reported nothing, or used almost no CPU
 * time. It counts checks and does not read the clock, so that children are not stopped because the main process was suspended.
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
