import { createLog } from "../../modules/shared/log.ts";
import { readConfig } from "../../modules/shared/config.ts";
import { openDatabase } from "../../modules/shared/database/open.ts";
import { countKind, openTestTasks } from "./tasks.ts";

/** Runs one task that counts to its argument, until the process is killed. The environment has the settings. */
if (import.meta.main) {
  const config = readConfig();
  const database = await openDatabase(config, { log: createLog(config.log) });
  const { tasks } = await openTestTasks(database, [countKind()]);
  const { id } = await tasks.start("count", { to: Number(Deno.args[0]), milliseconds: 100 });
  await Deno.stdout.write(new TextEncoder().encode(`${id}\n`));
  await new Promise((resolve) => setTimeout(resolve, 600_000));
}
