const PAGE_BYTES = 4_096;

/** Returns the resident memory of a process in bytes (proc_pid_statm(5), field 2), or 0 if it has ended. */
export function residentBytes(pid: number): number {
  try {
    return Number(Deno.readTextFileSync(`/proc/${pid}/statm`).split(" ")[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
