import { existsSync } from "node:fs";
import process from "node:process";
import { type Config, readConfig } from "../config.ts";
import { mainFlags } from "./permissions.ts";

const ENVIRONMENT_FILE = ".env";

/**
 * Prints the permission flags of the main process, for a task line: `deno run $(deno run -A …/flags.ts) main.ts`. Reads .env
 * where there is one (what is set outside wins) and passes it on. A wrong setting is for main to report: then the flags are
 * those of the defaults.
 */
if (import.meta.main) {
  const hasFile = existsSync(ENVIRONMENT_FILE);
  if (hasFile) process.loadEnvFile(ENVIRONMENT_FILE);
  const flags = [...(hasFile ? [`--env-file=${ENVIRONMENT_FILE}`] : []), ...mainFlags(foldersOf())];
  await Deno.stdout.write(new TextEncoder().encode(flags.join(" ") + "\n"));
}

function foldersOf() {
  const { dataDir, crawl } = configOrDefaults();
  return { dataDir, crawlersDir: crawl.crawlersDir };
}

function configOrDefaults(): Config {
  try {
    return readConfig();
  } catch {
    return readConfig({});
  }
}
