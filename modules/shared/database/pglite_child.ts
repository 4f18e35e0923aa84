import { ChildOptions } from "./pglite_child_options.ts";

const LOCK_MILLISECONDS = 5_000;

/**
 * The entry of the process that holds an embedded database. PostgreSQL's protocol comes in on standard input; the worker, in which
 * PGlite runs, answers on standard output. This thread stays free, so that the process ends when its parent is gone, even while
 * PGlite is in an endless loop.
 */
if (import.meta.main) {
  const options = ChildOptions.parse(JSON.parse(Deno.args[0] ?? "{}"));
  // Ctrl-C reaches every process of the terminal: the parent says when it is time to end.
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
 * Two engines on one directory would destroy rows. The lock is the operating system's, so it is held for just as long as the process
 * of the last engine lives, however that ends.
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
