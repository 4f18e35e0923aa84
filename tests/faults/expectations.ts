import assert from "node:assert/strict";
import { between } from "../support/random.ts";
import { askUntil } from "./program.ts";
import type { Stage } from "./stage.ts";

/** How long a database that is back may go unnoticed. */
const RECOVERY_SECONDS = 5;
const READY_SECONDS = 5;
const READ_SECONDS = 35;

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A random moment from now, in milliseconds. */
export async function moment({ random }: Stage, least: number, most: number): Promise<void> {
  await sleep(between(random, least, most));
}

export async function eventually(what: string, reached: () => boolean | Promise<boolean>, seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1_000;
  while (!await reached()) {
    assert.ok(performance.now() < deadline, `${what}: not so after ${seconds} s`);
    await sleep(50);
  }
}

/** The program lives, is ready again and answers reads. */
export async function recovers(stage: Stage, seconds = RECOVERY_SECONDS): Promise<void> {
  const { address, program } = stage;
  const begun = performance.now();
  await askUntil(`${address}/readyz`, ({ status }) => status === 200, { seconds, program });
  const left = Math.max(1, seconds - (performance.now() - begun) / 1_000);
  await askUntil(`${address}/api/images?limit=1`, ({ status }) => status === 200, { seconds: left, program });
}

/** While the database is away: the main loop lives, `/readyz` says 503 in time, and a read is answered or says when to ask again. */
export async function saysUnavailable(stage: Stage): Promise<void> {
  const [alive, ready, read] = await Promise.all([
    stage.ask("/healthz", { seconds: 2 }),
    stage.ask("/readyz", { seconds: READY_SECONDS }),
    stage.ask("/api/images?limit=1", { seconds: READ_SECONDS }),
  ]);
  assert.equal(alive.status, 200, `/healthz without a database: ${alive.status} ${alive.body}`);
  assert.equal(ready.status, 503, `/readyz without a database: ${ready.status} after ${Math.round(ready.milliseconds)} ms`);
  isReadOrLater(read.status, read.retryAfter);
}

/** Asks for reads all the time while `work` runs: each must be answered, or be 503 with Retry-After. */
export async function readsDuring(stage: Stage, work: () => Promise<void>, seconds = READ_SECONDS): Promise<void> {
  let over = false;
  const reading = (async () => {
    while (!over) {
      const { status, retryAfter } = await stage.ask("/api/images?limit=1", { seconds });
      await sleep(100);
      // The end of the program is another matter, and told of by whoever asks whether it lives.
      if (stage.program.ended()) return;
      isReadOrLater(status, retryAfter);
    }
  })();
  // Both are awaited: what `work` stops or fills must be back before anything else is tried.
  const [worked, read] = await Promise.allSettled([work().finally(() => over = true), reading]);
  lives(stage);
  for (const outcome of [worked, read]) if (outcome.status === "rejected") throw outcome.reason;
}

function isReadOrLater(status: number, retryAfter: number | null): void {
  assert.ok(status === 200 || status === 503, `a read was answered with ${status || "nothing"}, not with 200 or 503`);
  if (status === 503) assert.ok(retryAfter !== null, "503 had no Retry-After");
}

/** The program has not ended by itself. */
export function lives({ program }: Stage): void {
  assert.ok(!program.ended(), `The program has ended by itself: ${program.errors().slice(-1_500)}`);
}
