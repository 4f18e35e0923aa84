import { parseEnv } from "node:util";
import { type Config, readConfig } from "../shared/config.ts";
import { mainFlags } from "./process.ts";

const ENVIRONMENT_FILE = ".env";

/**
 * Prints the permission flags of the main process, for a task line: `deno run $(deno run -A …/flags.ts) main.ts`. Reads .env
 * where there is one (what is set outside wins) and passes it on. A wrong setting is for main to report: then the flags are
 * those of the defaults.
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

/** Not by `process.loadEnvFile`: Deno's lets the file win over the environment, unlike `--env-file`. */
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
    // The program that is started with these flags reads the settings again, and says what is wrong with them.
    return readConfig({});
  }
}
