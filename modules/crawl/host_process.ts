import { resolve } from "node:path";
import { childArguments, MODULES } from "../shared/process/flags.ts";

/** Limit of a worker's heap. Without it V8's default holds (4 GB on a machine of 24 GB), and one hostile page could take all of it. */
const HEAP_MEBIBYTES = 512;

/**
 * Arguments of a crawl host: network, its temp directory, and reading the program and the crawlers. No database, no ffi, no
 * environment. `denyNet` are address ranges that it may not connect to, whatever its code does: a second wall behind egress.
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

/** Permissions of the Web Worker inside a crawl host: those of its host. */
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
