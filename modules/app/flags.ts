import { parseEnv } from "node:util";
import { type Config, readConfig } from "../shared/config.ts";
import { mainFlags } from "./process.ts";

const ENVIRONMENT_FILE = ".env";

/**
 * Prints the permission flags of the main process: `deno run $(deno run -A …/flags.ts) main.ts`. Reads .env if it exists and passes
 * it on; variables of the environment win over it. If a setting is invalid, prints the flags of the defaults: main reports it.
 */
if (import.meta.main) {
  const file = await readEnvironmentFile();
  const { dataDir, crawl } = configOrDefaults({ ...file, ...Deno.env.toObject() });
  const flags = [
    ...(file ? [`--env-file=${ENVIRONMENT_FILE}`] : []),
    ...mainFlags({ dataDir, crawlersDir: crawl.crawlersDir }),
  ];
  await Deno.stdout.write(new TextEncoder().encode(flags.join(" ") + "\n"));
}

/** The variables in .env, or null if there is none. Not `process.loadEnvFile`: in Deno the file wins over the environment there. */
async function readEnvironmentFile(): Promise<Record<string, string> | null> {
  try {
    return parseEnv(await Deno.readTextFile(ENVIRONMENT_FILE)) as Record<string, string>;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function configOrDefaults(environment: Record<string, string>): Config {
  try {
    return readConfig(environment);
  } catch {
    // The main process reads the settings again and reports the error.
    return readConfig({});
  }
}
