import { fileURLToPath } from "node:url";
import { resolve } from "node:path";

/** What each process may do, in one place. DESIGN: the narrowest that works; `tests/shared/process` tries what is denied. */

const MODULES = fileURLToPath(new URL("../../", import.meta.url));
const PROJECT = resolve(MODULES, "..");
const CHILD = ["run", "--quiet", "--no-prompt", "--frozen", "--cached-only", "--no-remote", "--deny-import", "--ignore-env"];

/** What a page can make a worker hold before it dies: without this it is what V8 takes from the machine, 4 GB here. */
const HOST_HEAP_MEBIBYTES = 512;
/**
 * Mebibytes for what is short-lived, in each process: more is not faster for what these do, and stays theirs. In the main process it
 * also frees the buffers of what was read: with V8's 16, of a thousand searches of 4 ms the tenth slowest takes 12, and 7 with this.
 */
const NURSERY = "--max-semi-space-size=2";

interface Folders {
  dataDir: string;
  crawlersDir?: string | undefined;
}

/** The main process: network and the data directory; it starts children, and no native code runs in it. */
export function mainFlags({ dataDir, crawlersDir }: Folders): string[] {
  const data = resolve(dataDir);
  return [
    "--no-prompt",
    `--v8-flags=${NURSERY}`,
    "--deny-import",
    "--allow-net",
    "--allow-env",
    "--allow-sys=networkInterfaces,setPriority,statfs",
    `--allow-read=${[PROJECT, data, ...(crawlersDir ? [resolve(crawlersDir)] : [])].join(",")}`,
    `--allow-write=${data}`,
    `--allow-run=${Deno.execPath()}`,
  ];
}

/**
 * A crawl host: network, its temp directory, and reading the program and the crawlers. No database, no ffi, no environment.
 * `denyNet` are address ranges that it may not connect to, whatever its code does: a second wall behind egress.
 */
export function hostArguments(
  { tempDirectory, crawlersDir, denyNet = [] }: {
    tempDirectory: string;
    crawlersDir?: string | undefined;
    denyNet?: readonly string[];
  },
): string[] {
  const read = [MODULES, tempDirectory, ...(crawlersDir ? [resolve(crawlersDir)] : [])].join(",");
  return [
    ...CHILD,
    `--v8-flags=--max-old-space-size=${HOST_HEAP_MEBIBYTES},${NURSERY}`,
    "--allow-net",
    ...(denyNet.length > 0 ? [`--deny-net=${denyNet.join(",")}`] : []),
    `--allow-read=${read}`,
    `--allow-write=${tempDirectory}`,
    fileURLToPath(new URL("../../crawl/host.ts", import.meta.url)),
    tempDirectory,
    crawlersDir ? resolve(crawlersDir) : "",
  ];
}

/** The Web Worker inside a crawl host: what its host has, and no more. */
export function workerPermissions(
  { tempDirectory, crawlersDir }: { tempDirectory: string; crawlersDir: string },
): Deno.PermissionOptions {
  return {
    net: true,
    read: [MODULES, tempDirectory, ...(crawlersDir ? [crawlersDir] : [])],
    write: [tempDirectory],
    env: "inherit",
    import: false,
    run: false,
    ffi: false,
    sys: false,
  };
}

/** An inspect child: native decoders and the data directory. No network, no database, no environment. */
export function inspectArguments({ dataDir }: { dataDir: string }): string[] {
  const data = resolve(dataDir);
  return [
    ...CHILD,
    `--v8-flags=${NURSERY}`,
    `--allow-ffi=${resolve(PROJECT, "node_modules")}`,
    `--allow-read=${data},/usr/bin/ldd`,
    `--allow-write=${data}`,
    fileURLToPath(new URL("../../images/inspect/child.ts", import.meta.url)),
  ];
}

/** The process that makes an embedded database, and ends: its directory, and reading the program. */
export function databaseMakerArguments({ directory }: { directory: string }): string[] {
  const data = resolve(directory);
  return [
    ...CHILD,
    // What runs once is not worth optimising: without it this takes a third less processor time, and 50 MB less.
    `--v8-flags=--liftoff-only,${NURSERY}`,
    `--allow-read=${MODULES},${resolve(PROJECT, "node_modules")},${data}`,
    `--allow-write=${data}`,
    fileURLToPath(new URL("../database/pglite_make.ts", import.meta.url)),
    data,
  ];
}

/** The process that holds an embedded database: its directory, and reading the program. No network, no ffi, no environment. */
export function databaseEngineArguments(options: { directory?: string | undefined; template?: string | undefined }): string[] {
  const { directory, template } = options;
  const own = directory === undefined ? [] : [directory, `${directory}.lock`];
  return [
    ...CHILD,
    `--v8-flags=${NURSERY}`,
    `--allow-read=${[MODULES, resolve(PROJECT, "node_modules"), ...own, ...(template ? [template] : [])].join(",")}`,
    ...(own.length > 0 ? [`--allow-write=${own.join(",")}`] : []),
    fileURLToPath(new URL("../database/pglite_child.ts", import.meta.url)),
    JSON.stringify(options),
  ];
}
