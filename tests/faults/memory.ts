const PAGE_BYTES = 4_096;

/** What a process holds of the machine's memory (proc_pid_statm(5), field 2); 0 if it has ended. */
export function residentBytes(pid: number): number {
  try {
    return Number(Deno.readTextFileSync(`/proc/${pid}/statm`).split(" ")[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
