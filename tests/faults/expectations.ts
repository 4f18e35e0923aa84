import assert from "node:assert/strict";
import { between } from "../support/random.ts";
import { askUntil } from "./program.ts";
import type { Stage } from "./stage.ts";

/** The longest time until the program notices that the database answers again. */
const RECOVERY_SECONDS = 5;
const READY_SECONDS = 5;
const READ_SECONDS = 35;

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Returns a random wait in milliseconds. */
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

/** Fails unless the program runs, is ready again and answers reads. */
export async function recovers(stage: Stage, seconds = RECOVERY_SECONDS): Promise<void> {
  const { address, program } = stage;
  const begun = performance.now();
  await askUntil(`${address}/readyz`, ({ status }) => status === 200, { seconds, program });
  const left = Math.max(1, seconds - (performance.now() - begun) / 1_000);
  await askUntil(`${address}/api/images?limit=1`, ({ status }) => status === 200, { seconds: left, program });
}

/**
 * Fails unless, while the database is down, the main loop runs, `/readyz` answers 503, and a read is answered or gets
 * Retry-After.
 */
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

/** Sends reads while `work` runs. Each must be answered, or get 503 with Retry-After. */
export async function readsDuring(stage: Stage, work: () => Promise<void>, seconds = READ_SECONDS): Promise<void> {
  let over = false;
  const reading = (async () => {
    while (!over) {
      const { status, retryAfter } = await stage.ask("/api/images?limit=1", { seconds });
      await sleep(100);
      // Other checks report it if the program ends.
      if (stage.program.ended()) return;
      isReadOrLater(status, retryAfter);
    }
  })();
  // Both are awaited, because `work` must have undone its fault before the next step.
  const [worked, read] = await Promise.allSettled([work().finally(() => over = true), reading]);
  lives(stage);
  for (const outcome of [worked, read]) if (outcome.status === "rejected") throw outcome.reason;
}

function isReadOrLater(status: number, retryAfter: number | null): void {
  assert.ok(status === 200 || status === 503, `a read was answered with ${status || "nothing"}, not with 200 or 503`);
  if (status === 503) assert.ok(retryAfter !== null, "503 had no Retry-After");
}

/** Fails if the program has ended by itself. */
export function lives({ program }: Stage): void {
  assert.ok(!program.ended(), `The program has ended by itself: ${program.errors().slice(-1_500)}`);
}
