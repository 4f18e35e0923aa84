import { openEngine } from "../../modules/app/engine.ts";
import { JobInput } from "../../modules/crawl/schemas.ts";
import { readConfig } from "../../modules/shared/config.ts";
import { createLog } from "../../modules/shared/log.ts";

/**
 * Runs one crawl until the process is killed, for tests of what is left then. Without arguments it goes on with the jobs in the
 * database. The environment has the settings.
 */
if (import.meta.main) {
  const config = readConfig();
  const engine = await openEngine(config, { log: createLog(config.log), silenceMilliseconds: 60_000 });
  const [url, options = "{}"] = Deno.args;
  if (url !== undefined) {
    const job = await engine.manager.create(JobInput.parse({ urls: [url], options: JSON.parse(options) }));
    await Deno.stdout.write(new TextEncoder().encode(`${job.id}\n`));
  }
  await new Promise((resolve) => setTimeout(resolve, 600_000));
}
