import { resolve } from "node:path";
import { childArguments, PROJECT } from "../../shared/process/flags.ts";

/** Returns the arguments of an inspect child: native decoders and the data directory; no network, database or environment. */
export function inspectArguments({ dataDir }: { dataDir: string }): string[] {
  const data = resolve(dataDir);
  return childArguments({
    entry: new URL("./child.ts", import.meta.url),
    read: [data, "/usr/bin/ldd"],
    write: [data],
    permissions: [`--allow-ffi=${resolve(PROJECT, "node_modules")}`],
  });
}
