import { readConfig } from "../../shared/config.ts";
import { lockDataDirectory } from "../../shared/data_lock.ts";
import { migrate } from "../../shared/database/migrate.ts";
import { openDatabase } from "../../shared/database/open.ts";
import { AppError } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import { openStorage } from "../../images/storage.ts";
import { type Finding, verify } from "./verify.ts";

const SHOWN = 20;
const HELP = `deno task verify

Checks on the data directory and its database that nothing is lost: files, thumbnails, temp files, counters, tags. Mends
nothing: it only brings the schema up to date and makes the data directory's folders where they are missing. With the embedded database
the server must be stopped first.
Exit status: 0 all invariants hold, 1 one is broken, 2 it could not be checked.`;

async function verifyCommand(): Promise<number> {
  const config = readConfig();
  const lock = config.databaseUrl === undefined ? await lockDataDirectory(config.dataDir) : null;
  const database = await openDatabase(config, { log: createLog(config.log) });
  try {
    await migrate(database);
    const storage = await openStorage(config.dataDir);
    const findings = await verify({ database, storage, graceMilliseconds: lock ? 0 : 60_000 });
    for (const finding of findings) print(describe(finding));
    const broken = findings.reduce((sum, { breaches }) => sum + breaches.length, 0);
    print(broken === 0 ? "All invariants hold." : `${broken} breaches.`);
    return broken === 0 ? 0 : 1;
  } finally {
    await database.close();
    lock?.release();
  }
}

function describe({ invariant, rule, checked, breaches }: Finding): string {
  const more = breaches.length > SHOWN ? [`     and ${breaches.length - SHOWN} more`] : [];
  return [
    `${invariant}  ${rule}: ${checked} checked, ${breaches.length} broken`,
    ...breaches.slice(0, SHOWN).map((breach) => `     ${breach}`),
    ...more,
  ].join("\n");
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text + "\n"));
}

if (import.meta.main) {
  if (Deno.args.includes("--help")) {
    print(HELP);
    Deno.exit(0);
  }
  const status = await verifyCommand().catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    Deno.stderr.writeSync(new TextEncoder().encode(error.message + "\n"));
    return 2;
  });
  Deno.exit(status);
}
