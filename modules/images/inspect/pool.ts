import { AppError } from "../../shared/errors.ts";
import type { Log } from "../../shared/log.ts";
import { type Answer, type Decoder, type DecoderOptions, type InspectFiles, startDecoder } from "./decoder.ts";
import { AT_ONCE, type Inspection } from "./messages.ts";
import { takeTurns, type Turns } from "./turns.ts";

export interface InspectPool {
  /** Inspects one file. Waits for a free process. Rejects only after `close()`, or if no process can be started. */
  inspect(files: InspectFiles): Promise<Inspection>;
  /** Returns the ids of the processes that live now. */
  pids(): number[];
  /** Kills every process. Inspections that have not ended reject with `unavailable`. */
  close(): Promise<void>;
}

export interface InspectPoolOptions extends DecoderOptions {
  processes: number;
  log: Log;
  /** A process is replaced after this many images, because decoders leak memory. */
  imagesPerProcess?: number;
}

/** The most images that one process has been asked about, so that the next ones are there when it has answered. */
const AHEAD = 2 * AT_ONCE;
/** The pool gives up after this many processes in a row that end before they have started. */
const STARTS = 3;
/** How often an image is tried alone after its process ended, before the image itself counts as the cause. */
const TRIES_ALONE = 5;

interface Slot {
  decoder: Decoder | null;
  served: number;
  busy: number;
}

/** The answer for an image on which a process began to work: its inspection, or why the process ended without one. */
type Begun = Exclude<Answer, { kind: "not_begun" }>;

/**
 * Opens a fixed number of inspect processes, which start when they are first needed and work on a few images each. If a process
 * ends, each image that it worked on is tried again in a process of its own, one at a time in the whole pool. Only there the CPU
 * time of the image is known, so that it does not fail because of another image or because somebody killed the process.
 */
export function openInspectPool({ processes, log, imagesPerProcess = 2_000, ...options }: InspectPoolOptions): InspectPool {
  const slots: Slot[] = Array.from({ length: processes }, () => ({ decoder: null, served: 0, busy: 0 }));
  const turns = takeTurns(Array.from({ length: processes * AHEAD }, (_, turn) => turn));
  const retries = takeTurns(["the only one"]);
  /** Processes outside of the slots: those that only finish their images, and the one that tries an image alone. */
  const others = new Set<Decoder>();
  let closed = false;

  async function inspect(files: InspectFiles): Promise<Inspection> {
    if (closed) throw closedError();
    let answer = await inTurn(turns, () => inspectIn(leastBusy(slots), files));
    for (let tries = 0; answer.kind === "lost" && tries < TRIES_ALONE; tries++) {
      answer = await inTurn(retries, () => begin(() => askAlone(files)));
    }
    if (answer.kind === "answered") return answer.inspection;
    return { outcome: "failed", reason: "decode", detail: answer.detail, mediaType: null };
  }

  async function inspectIn(slot: Slot, files: InspectFiles): Promise<Begun> {
    slot.busy += 1;
    try {
      return await begin(() => askIn(slot, files));
    } finally {
      slot.busy -= 1;
    }
  }

  async function askIn(slot: Slot, files: InspectFiles): Promise<Answer> {
    if (slot.served >= imagesPerProcess) retire(slot);
    const decoder = decoderOf(slot, options);
    const answer = await decoder.ask(files);
    if (answer.kind !== "answered" && slot.decoder === decoder) slot.decoder = null;
    return answer;
  }

  async function askAlone(files: InspectFiles): Promise<Answer> {
    const decoder = startDecoder(options);
    beside(decoder);
    try {
      return await decoder.ask(files);
    } finally {
      decoder.kill();
    }
  }

  /** Asks until a process has begun with the image. */
  async function begin(ask: () => Promise<Answer>): Promise<Begun> {
    for (let failedStarts = 0;;) {
      if (closed) throw closedError();
      const answer = await ask();
      if (closed) throw closedError();
      if (answer.kind === "answered") return answer;
      if (answer.kind !== "not_begun") {
        log.warning("An inspect process was lost", { detail: answer.detail });
        return answer;
      }
      if (!answer.started && ++failedStarts === STARTS) {
        throw new AppError("unavailable", `No process starts that could look into images: ${answer.detail}`);
      }
    }
  }

  function retire(slot: Slot): void {
    const { decoder } = slot;
    slot.decoder = null;
    if (decoder === null) return;
    beside(decoder);
    decoder.retire();
  }

  function beside(decoder: Decoder): void {
    others.add(decoder);
    void decoder.ended.then(() => others.delete(decoder));
  }

  async function close(): Promise<void> {
    closed = true;
    for (const queue of [turns, retries]) queue.refuse(closedError());
    await Promise.all([...slots.map(stop), ...[...others].map(end)]);
  }

  return { inspect, close, pids: () => [...slots.flatMap(({ decoder }) => decoder ?? []), ...others].map(({ pid }) => pid) };
}

function leastBusy(slots: readonly Slot[]): Slot {
  return slots.reduce((least, slot) => slot.busy < least.busy || (slot.busy === least.busy && slot.decoder) ? slot : least);
}

async function inTurn<Item, Result>(turns: Turns<Item>, work: () => Promise<Result>): Promise<Result> {
  const turn = await turns.take();
  try {
    return await work();
  } finally {
    turns.give(turn);
  }
}

function decoderOf(slot: Slot, options: DecoderOptions): Decoder {
  const decoder = slot.decoder ?? startIn(slot, options);
  slot.served++;
  return decoder;
}

function startIn(slot: Slot, options: DecoderOptions): Decoder {
  const decoder = startDecoder(options);
  void decoder.ended.then(() => {
    if (slot.decoder === decoder) slot.decoder = null;
  });
  slot.decoder = decoder;
  slot.served = 0;
  return decoder;
}

async function stop(slot: Slot): Promise<void> {
  const { decoder } = slot;
  slot.decoder = null;
  if (decoder) await end(decoder);
}

async function end(decoder: Decoder): Promise<void> {
  decoder.kill();
  await decoder.ended;
}

function closedError(): AppError {
  return new AppError("unavailable", "The program is stopping: no more images are inspected");
}
