import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "../support/run_deno.ts";

const MEBIBYTE = 2 ** 20;

/** A file system of the test's own (tmpfs in a mount namespace) that can be filled up and made read-only. Linux only. */
export interface Disk {
  /** Where programs in the namespace see it. */
  readonly inside: string;
  /** The same directory as this process sees it. */
  readonly outside: string;
  /** A command line that enters the namespace and becomes the program behind it. */
  readonly wrapper: readonly string[];
  freeBytes(): Promise<number>;
  /** Takes all free space but `left` bytes. */
  fill(left?: number): Promise<void>;
  /** Gives back what `fill` took. */
  free(): Promise<void>;
  mount(mode: "ro" | "rw"): Promise<void>;
  close(): Promise<void>;
}

/** Whether this machine lets us have namespaces. */
export async function hasNamespaces(): Promise<boolean> {
  try {
    return (await new Deno.Command("unshare", { args: ["-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], stderr: "null" })
      .output()).success;
  } catch {
    return false;
  }
}

/** Mounts a tmpfs of `mebibytes` over `directory`, in a namespace that a keeper process holds until `close`. */
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
  // Who enters the namespace finds himself in its root.
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

/** A write to a disk that others write to as well may find less space than there was. */
async function write(path: string, bytes: number): Promise<void> {
  await Deno.writeFile(path, new Uint8Array(bytes), { append: true }).catch((error: unknown) => {
    if (!(error instanceof Error && /no space/i.test(error.message))) throw error;
  });
}
