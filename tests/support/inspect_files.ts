import { join } from "node:path";
import type { InspectPool } from "../../modules/images/inspect/pool.ts";
import { picture, slowSvg } from "./pictures.ts";

type Files = (name: string) => { path: string; thumbnailPath: string };

/**
 * Makes a data directory with a `good` image, a `heavy` one (half a second of CPU time), a `slow` one that takes longer than any
 * deadline in tests, and a `pipe`, at which a process waits silently until somebody writes.
 */
export async function withInspectFiles(body: (dataDir: string, files: Files) => Promise<void>): Promise<void> {
  const dataDir = await Deno.realPath(await Deno.makeTempDir());
  try {
    await Deno.writeFile(join(dataDir, "good"), await picture(1).jpeg().toBuffer());
    await Deno.writeTextFile(join(dataDir, "heavy"), slowSvg(10));
    await Deno.writeTextFile(join(dataDir, "slow"), slowSvg());
    await new Deno.Command("mkfifo", { args: [join(dataDir, "pipe")] }).output();
    await body(dataDir, (name) => ({ path: join(dataDir, name), thumbnailPath: join(dataDir, `${crypto.randomUUID()}.webp`) }));
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

/** Resolves when a process reads from the pipe. The process goes on waiting until the returned file is closed. */
async function waitForReader(path: string): Promise<Deno.FsFile> {
  return await Deno.open(path, { write: true });
}

/** Kills the processes of the pool when one of them reads from the pipe, and resolves when they have ended. */
export async function killReader({ pids }: InspectPool, path: string): Promise<void> {
  using _pipe = await waitForReader(path);
  const killed = pids();
  for (const pid of killed) Deno.kill(pid, "SIGKILL");
  while (pids().some((pid) => killed.includes(pid))) await new Promise((resolve) => setTimeout(resolve, 10));
}
