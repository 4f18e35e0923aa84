const SAMPLE_MILLISECONDS = 100;
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

export interface Usage {
  /** User and system time of all processes of the tree. */
  cpuMilliseconds: number;
  /** The highest sum of the resident memory of all processes. Memory that they share is counted for each. */
  peakBytes: number;
}

interface Stat {
  pid: number;
  parent: number;
  milliseconds: number;
  bytes: number;
}

/**
 * Samples the process `root` and its descendants in /proc until `stop`, which returns their usage, or null if this is not Linux. A
 * process that ends counts with its last sample, so that up to 100 ms of it are missing.
 */
export function watchProcesses(root: number): { stop: () => Usage | null } {
  if (Deno.build.os !== "linux") return { stop: () => null };
  const spent = new Map<number, number>();
  let peakBytes = 0;
  const sample = () => {
    const tree = treeOf(root, readStats());
    for (const { pid, milliseconds } of tree) spent.set(pid, milliseconds);
    peakBytes = Math.max(peakBytes, tree.reduce((sum, { bytes }) => sum + bytes, 0));
  };
  const timer = setInterval(sample, SAMPLE_MILLISECONDS);
  return {
    stop: () => {
      clearInterval(timer);
      return { cpuMilliseconds: [...spent.values()].reduce((sum, each) => sum + each, 0), peakBytes };
    },
  };
}

function treeOf(root: number, stats: Stat[]): Stat[] {
  const members = new Set([root]);
  // A child may have a lower number than its parent, so the list is searched until nothing is added.
  for (let before = 0; before !== members.size;) {
    before = members.size;
    for (const { pid, parent } of stats) if (members.has(parent)) members.add(pid);
  }
  return stats.filter(({ pid }) => members.has(pid));
}

function readStats(): Stat[] {
  const stats: Stat[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^[0-9]+$/.test(name)) continue;
    try {
      stats.push(parseStat(Number(name), Deno.readTextFileSync(`/proc/${name}/stat`)));
    } catch {
      // The process has ended since the folder was read.
    }
  }
  return stats;
}

/** proc_pid_stat(5), fields 4, 14, 15 and 24; the name before them is in parentheses and may hold anything. */
function parseStat(pid: number, text: string): Stat {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ").map(Number);
  const [parent = 0, user = 0, system = 0, pages = 0] = [fields[1], fields[11], fields[12], fields[21]];
  return { pid, parent, milliseconds: (user + system) * 1_000 / TICKS_PER_SECOND, bytes: pages * PAGE_BYTES };
}
