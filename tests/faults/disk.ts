import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "../support/run_deno.ts";

const MEBIBYTE = 2 ** 20;

/** A file system of a test (tmpfs in a mount namespace), which can be filled and made read-only. Linux only. */
export interface Disk {
  /** The path of its directory in the namespace. */
  readonly inside: string;
  /** The path of the same directory for this process. */
  readonly outside: string;
  /** A command line that enters the namespace and replaces itself by the program that follows it. */
  readonly wrapper: readonly string[];
  freeBytes(): Promise<number>;
  /** Fills the disk except `left` bytes. */
  fill(left?: number): Promise<void>;
  /** Frees the space that `fill()` took. */
  free(): Promise<void>;
  mount(mode: "ro" | "rw"): Promise<void>;
  close(): Promise<void>;
}

/** Whether this process may create namespaces. */
export async function hasNamespaces(): Promise<boolean> {
  try {
    return (await new Deno.Command("unshare", { args: ["-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], stderr: "null" })
      .output()).success;
  } catch {
    return false;
  }
}

/** Mounts a tmpfs of `mebibytes` over `directory`, in a namespace that another process holds until `close()`. */
export async function openDisk(directory: string, { mebibytes = 512 } = {}): Promise<Disk> {
  const mount = `mount -t tmpfs -o size=${mebibytes}m,mode=755 tmpfs "$1" && echo mounted && exec cat`;
  const keeper = new Deno.Command("unshare", {
    args: ["-Urm", "sh", "-c", mount, "sh", directory],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = keeper.stdout.getReader();
  const { done } = await reader.read();
  if (done) throw new Error(`No tmpfs could be mounted over ${directory}`);
  const enter = ["nsenter", "--target", String(keeper.pid), "--user", "--mount", "--preserve-credentials", "--"];
  // A process that enters the namespace starts in its root directory.
  const wrapper = [...enter, "sh", "-c", 'cd "$0" && exec "$@"', fileURLToPath(ROOT)];
  const outside = `/proc/${keeper.pid}/root${directory}`;
  const filler = join(outside, "filler");
  const freeBytes = async () => {
    const { bavail, bsize } = await statfs(outside);
    return bavail * bsize;
  };
  return {
    inside: directory,
    outside,
    wrapper,
    freeBytes,
    fill: async (left = 0) => {
      for (let free = await freeBytes(); free > left; free = await freeBytes()) {
        await write(filler, Math.min(free - left, 64 * MEBIBYTE));
      }
    },
    free: async () => await Deno.remove(filler).catch(() => {}),
    mount: async (mode) => {
      const [command = "", ...args] = [...wrapper, "mount", "-o", `remount,${mode}`, directory];
      const { success } = await new Deno.Command(command, { args }).output();
      if (!success) throw new Error(`${directory} could not be mounted ${mode}`);
    },
    close: async () => {
      await keeper.stdin.close();
      await reader.cancel();
      await keeper.status;
    },
  };
}

/**
 * Appends bytes to a file. It ignores a full disk, because other processes write too, so less space may be free than expected.
 */
async function write(path: string, bytes: number): Promise<void> {
  await Deno.writeFile(path, new Uint8Array(bytes), { append: true }).catch((error: unknown) => {
    if (!(error instanceof Error && /no space/i.test(error.message))) throw error;
  });
}
