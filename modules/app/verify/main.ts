import { readConfig } from "../../shared/config.ts";
import { lockDataDirectory } from "../data_lock.ts";
import { migrate } from "../migrate.ts";
import { openDatabase } from "../../shared/database/open.ts";
import { watchDisk } from "../../shared/disk.ts";
import { AppError, DiskError } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import { plural } from "../../shared/web/format.ts";
import { openInspectPool } from "../../images/inspect/pool.ts";
import { openStorage } from "../../images/storing/storage.ts";
import { checkDatabase } from "./check_database.ts";
import type { Finding } from "./finding.ts";
import { HELP } from "./help.ts";
import { progressLine } from "./progress.ts";
import { isDamaged, repair, type RepairDeps } from "./repair.ts";
import { verify } from "./verify.ts";

const SHOWN = 20;
/** The limit of a transaction, because all tables and indexes of an embedded database are read in one. */
const TRANSACTION_MILLISECONDS = 24 * 3_600_000;

async function verifyCommand(args: string[]): Promise<number> {
  const unknown = args.find((argument) => argument !== "--repair");
  if (unknown !== undefined) {
    throw new AppError("invalid", `"${unknown}" is not an option of this command: use --repair or --help`);
  }
  const config = readConfig();
  const log = createLog(config.log);
  const lock = config.databaseUrl === undefined ? await lockDataDirectory(config.dataDir) : null;
  const disk = lock && await watchDisk({ dataDir: config.dataDir, floorBytes: config.minFree, log, isReserving: false });
  const opened = openDatabase(config, { log, transactionMilliseconds: TRANSACTION_MILLISECONDS, ...(disk ? { disk } : {}) });
  const database = await opened.finally(() => disk?.close());
  const { show: progress, clear } = progressLine({ terminal: Deno.stderr.isTerminal(), write: writeError });
  try {
    // On a full disk the statements of an embedded database are stopped early, which would look like damage.
    if (disk?.isFull()) throw new DiskError(disk.shortage() ?? "The disk is full");
    const damage = await checkDatabase(database, progress);
    // A migration that rewrites a damaged table would make the loss permanent and hide it.
    if (!isDamaged(damage)) await migrate(database);
    const deps: RepairDeps = {
      database,
      storage: await openStorage(config.dataDir),
      graceMilliseconds: lock ? 0 : 60_000,
      progress,
      openInspect: () => openInspectPool({ dataDir: config.dataDir, processes: config.inspectProcesses, log }),
    };
    const findings = await verify(deps, damage);
    clear();
    const broken = report(findings);
    if (args.includes("--repair")) {
      const lines = await repair(deps, findings);
      clear();
      print(lines.join("\n") || "There was nothing to repair.");
    }
    return broken === 0 ? 0 : 1;
  } finally {
    clear();
    await database.close();
    lock?.release();
  }
}

/** Prints the findings, and returns the number of breaches. */
function report(findings: readonly Finding[]): number {
  for (const finding of findings) print(describe(finding));
  const broken = findings.reduce((sum, { breaches }) => sum + breaches.length, 0);
  print(broken === 0 ? "All invariants hold." : plural(broken, "breach", "breaches") + ".");
  if (isDamaged(findings)) {
    print("The database is damaged: restore the data directory from a backup. Other breaches may follow from the damage.");
  }
  return broken;
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

function writeError(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}

if (import.meta.main) {
  if (Deno.args.includes("--help")) {
    print(HELP);
    Deno.exit(0);
  }
  const status = await verifyCommand(Deno.args).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    writeError(error.message + "\n");
    return 2;
  });
  Deno.exit(status);
}
