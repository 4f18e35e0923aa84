import { resolve } from "node:path";
import { childArguments, MODULES, PROJECT } from "../process/flags.ts";

const PROGRAM = [MODULES, resolve(PROJECT, "node_modules")];

/** Returns the arguments of the process that makes an embedded database. It may use the directory and read the program. */
export function databaseMakerArguments({ directory }: { directory: string }): string[] {
  const data = resolve(directory);
  return childArguments({
    entry: new URL("./pglite_make.ts", import.meta.url),
    read: [...PROGRAM, data],
    write: [data],
    // Code that runs once is not worth optimising. This flag saves a third of the CPU time and 50 MB.
    v8: ["--liftoff-only"],
    args: [data],
  });
}

/** Returns the arguments of the process of an embedded database. It may use the directory and read the program; no network or ffi. */
export function databaseEngineArguments(options: { directory?: string | undefined; template?: string | undefined }): string[] {
  const { directory, template } = options;
  const own = directory === undefined ? [] : [directory, `${directory}.lock`];
  return childArguments({
    entry: new URL("./pglite_child.ts", import.meta.url),
    read: [...PROGRAM, ...own, ...(template ? [template] : [])],
    write: own,
    args: [JSON.stringify(options)],
  });
}
