import { resolve } from "node:path";
import { childArguments, MODULES } from "../shared/process/flags.ts";

/** The limit of a worker's heap. V8's default is 4 GB on a machine with 24 GB, which one hostile page could take. */
const HEAP_MEBIBYTES = 512;

/**
 * Returns the arguments of a crawl host. It has the network and its temp directory, and may read the program and the crawlers; no
 * database, ffi or environment. `denyNet` are address ranges that it may not connect to, as a second defence behind egress.
 */
export function hostArguments(
  { tempDirectory, crawlersDir, denyNet = [] }: {
    tempDirectory: string;
    crawlersDir?: string | undefined;
    denyNet?: readonly string[];
  },
): string[] {
  const crawlers = crawlersDir ? [resolve(crawlersDir)] : [];
  return childArguments({
    entry: new URL("./host.ts", import.meta.url),
    read: [MODULES, tempDirectory, ...crawlers],
    write: [tempDirectory],
    v8: [`--max-old-space-size=${HEAP_MEBIBYTES}`],
    permissions: ["--allow-net", ...(denyNet.length > 0 ? [`--deny-net=${denyNet.join(",")}`] : [])],
    args: [tempDirectory, crawlers[0] ?? ""],
  });
}

/** Returns the permissions of the Web Worker in a crawl host, which are those of its host. */
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
