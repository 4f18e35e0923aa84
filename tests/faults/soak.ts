/** The command `deno task soak`. HELP in `soak_arguments.ts` describes it. */
import { ensureAssets } from "../../modules/shared/web/build.ts";
import { messageOf } from "../../modules/shared/errors.ts";
import { pick, type Random, seededRandom } from "../support/random.ts";
import { crawlsOf } from "./crawl.ts";
import type { Fault } from "./fault.ts";
import { startLoad } from "./load.ts";
import { residentBytes } from "./memory.ts";
import { postgresPrograms } from "./postgres_cluster.ts";
import { playRound, settle, strike } from "./round.ts";
import { HELP, readArguments, type SoakArguments } from "./soak_arguments.ts";
import { compareThirds, describe, type Outcome, summarise } from "./soak_report.ts";
import { type Kind, openStage, type Stage } from "./stage.ts";
import { FAULTS, faultsOf } from "./table.ts";
import { editsOf } from "./tag_edits.ts";

const FAULT_MILLISECONDS = 60_000;
const SAMPLE_MILLISECONDS = 1_000;

async function main(args: SoakArguments): Promise<number> {
  const seed = Number(Deno.env.get("FAULT_SEED") ?? Math.floor(Math.random() * 2 ** 31));
  say(`FAULT_SEED=${seed}`);
  const random = seededRandom(seed);
  const kinds: Kind[] = args.kind ? [args.kind] : postgresPrograms() === null ? ["embedded"] : ["embedded", "server"];
  await ensureAssets();
  let ok = true;
  for (const kind of kinds) {
    const held = args.fault === undefined
      ? await soak(kind, random, args.minutes)
      : await rounds(kind, random, args.fault, args.rounds);
    ok &&= held;
  }
  say(ok ? "Everything held" : "Something did not hold");
  return ok ? 0 : 1;
}

/** Tries the faults of one number, each round on a stage of its own. */
async function rounds(kind: Kind, random: Random, number: number, count: number): Promise<boolean> {
  const outcomes: Outcome[] = [];
  for (const fault of FAULTS.filter((each) => each.number === number && each.kinds.includes(kind))) {
    for (let round = 0; round < count; round++) {
      outcomes.push(await timed(kind, fault, () => playRound(fault, { kind, random })));
    }
  }
  say(outcomes.length === 0 ? `Fault ${number} is none of the ${kind} kind` : summarise(outcomes));
  return outcomes.every(({ breaches }) => breaches.length === 0);
}

/** Runs a mixed load with a fault every minute, and one check at the end. */
async function soak(kind: Kind, random: Random, minutes: number): Promise<boolean> {
  const stage = await openStage({ kind, random });
  const samples: number[] = [];
  const outcomes: Outcome[] = [];
  try {
    await stage.start();
    const sampling = setInterval(() => sample(stage, samples), SAMPLE_MILLISECONDS);
    const load = startLoad(stage);
    outcomes.push(...await faultEveryMinute(stage, minutes));
    const troubles = await load.stop();
    clearInterval(sampling);
    const check = { number: 0, name: "the load, and the check at its end" };
    outcomes.push(await timed(kind, check, async () => [...troubles, ...await settle(stage)]));
    say(`The load: ${crawlsOf(stage).length} crawls, ${editsOf(stage).length} tag edits`);
  } finally {
    await stage.close();
  }
  return report(outcomes, samples);
}

/** Causes faults until the time is up, or until the program cannot be started again after a fault. */
async function faultEveryMinute(stage: Stage, minutes: number): Promise<Outcome[]> {
  const { kind, random } = stage;
  const outcomes: Outcome[] = [];
  const left: Fault[] = [];
  const end = performance.now() + minutes * 60_000;
  for (let turn = performance.now(); turn < end; turn = Math.max(turn + FAULT_MILLISECONDS, performance.now())) {
    await until(turn + random() * FAULT_MILLISECONDS / 2);
    // No fault is repeated before all have had their turn.
    if (left.length === 0) left.push(...faultsOf(stage));
    const fault = pick(random, left);
    left.splice(left.indexOf(fault), 1);
    outcomes.push(await timed(kind, fault, () => strike(stage, fault)));
    if (stage.program.ended()) {
      const again = await timed(kind, { number: 0, name: `a start after: ${fault.name}` }, () => stage.start().then(() => []));
      outcomes.push(again);
      if (again.breaches.length > 0) return outcomes;
    }
    await until(turn + FAULT_MILLISECONDS);
  }
  return outcomes;
}

function report(outcomes: Outcome[], samples: number[]): boolean {
  say(summarise(outcomes));
  const memory = compareThirds(samples);
  const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
  if (memory) say(`Memory: ${mebibytes(memory.first)} in the first third, ${mebibytes(memory.last)} in the last`);
  return !memory?.grew && outcomes.every(({ breaches }) => breaches.length === 0);
}

function sample({ program }: Stage, samples: number[]): void {
  const bytes = program.ended() ? 0 : residentBytes(program.pid);
  if (bytes > 0) samples.push(bytes);
}

async function timed(
  kind: Kind,
  { number, name }: { number: number; name: string },
  work: () => Promise<string[]>,
): Promise<Outcome> {
  const begun = performance.now();
  const breaches = await work().catch((error: unknown) => [messageOf(error)]);
  const outcome = { kind, number, name, breaches, seconds: (performance.now() - begun) / 1_000 };
  say(describe(outcome));
  return outcome;
}

async function until(moment: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, moment - performance.now())));
}

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

function read(): SoakArguments | null {
  try {
    return readArguments(Deno.args);
  } catch (error) {
    Deno.stderr.writeSync(new TextEncoder().encode(`${messageOf(error)}\n`));
    return null;
  }
}

if (import.meta.main) {
  const args = read();
  if (args?.help) say(HELP);
  Deno.exit(args === null ? 2 : args.help ? 0 : await main(args));
}
