import { parseEnv } from "node:util";
import { type Config, readConfig } from "../shared/config.ts";
import { mainFlags } from "./process.ts";

const ENVIRONMENT_FILE = ".env";

/**
 * Prints the permission flags of the main process, for a task: `deno run $(deno run -A …/flags.ts) main.ts`. Reads .env if it
 * exists (the environment wins over it) and passes it on. If a setting is wrong, the flags are those of the defaults, and the main
 * process reports the setting.
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

/** Reads .env. Deno's `process.loadEnvFile` would let the file win over the environment, unlike `--env-file`. */
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
    // The main process reads the settings again, and reports what is wrong with them.
    return readConfig({});
  }
}
