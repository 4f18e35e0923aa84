import { ChildOptions } from "./pglite_child_options.ts";

const LOCK_MILLISECONDS = 5_000;

/**
 * The entry of the process of an embedded database. It reads PostgreSQL's protocol from standard input; the worker in which PGlite
 * runs answers on standard output. This thread never blocks, so the process ends with its parent even if PGlite is in an endless
 * loop.
 */
if (import.meta.main) {
  const options = ChildOptions.parse(JSON.parse(Deno.args[0] ?? "{}"));
  // Ctrl-C reaches every process of the terminal. It is ignored here, because the parent decides when this process ends.
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => {});
  const lock = options.directory === undefined ? null : await takeLock(`${options.directory}.lock`);
  const worker = new Worker(import.meta.resolve("./pglite_worker.ts"), { type: "module", name: "pglite" });
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message);
  };
  worker.onmessage = () => end(0);
  worker.postMessage(options);
  for await (const chunk of Deno.stdin.readable) worker.postMessage(chunk, [chunk.buffer]);
  lock?.close();
  end(0);
}

/**
 * Locks the directory, because two engines on it would destroy rows. The operating system releases the lock when the process ends,
 * however it ends.
 */
async function takeLock(path: string): Promise<Deno.FsFile> {
  const file = await Deno.open(path, { create: true, write: true });
  const deadline = performance.now() + LOCK_MILLISECONDS;
  while (!file.tryLockSync(true)) {
    if (performance.now() > deadline) fail("The process of an earlier start still has the database open");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return file;
}

function fail(message: string): never {
  Deno.stderr.writeSync(new TextEncoder().encode(`${message}\n`));
  end(1);
}

function end(code: number): never {
  Deno.exit(code);
}
