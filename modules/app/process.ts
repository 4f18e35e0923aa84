import { resolve } from "node:path";
import { PROJECT, YOUNG_GENERATION } from "../shared/process/flags.ts";

/** Returns the flags of the main process. It has the network and the data directory, may start children, and has no native code. */
export function mainFlags({ dataDir, crawlersDir }: { dataDir: string; crawlersDir?: string | undefined }): string[] {
  const data = resolve(dataDir);
  return [
    "--no-prompt",
    `--v8-flags=${YOUNG_GENERATION}`,
    "--deny-import",
    "--allow-net",
    "--allow-env",
    "--allow-sys=networkInterfaces,setPriority,statfs",
    `--allow-read=${[PROJECT, data, ...(crawlersDir ? [resolve(crawlersDir)] : [])].join(",")}`,
    `--allow-write=${data}`,
    `--allow-run=${Deno.execPath()}`,
  ];
}
