import { AppError } from "../../shared/errors.ts";
import type { Log } from "../../shared/log.ts";
import { type Answer, type Decoder, type InspectFiles, startDecoder } from "./decoder.ts";
import { AT_ONCE, type Inspection } from "./messages.ts";
import { takeTurns } from "./turns.ts";

export interface InspectPool {
  /** Looks into one file. Waits for a free process; rejects only after `close`. */
  inspect(files: InspectFiles): Promise<Inspection>;
  /** The processes that live now. */
  pids(): number[];
  /** Kills every process; what is under way or waiting rejects with `unavailable`. */
  close(): Promise<void>;
}

export interface InspectPoolOptions {
  dataDir: string;
  processes: number;
  log: Log;
  /** How long one image may take. */
  deadlineMilliseconds?: number;
  /** Decoders leak a little: a process is replaced after so many images. */
  imagesPerProcess?: number;
}

/** Images with one process at a time: the next ones are there when it is done with the first. */
const AHEAD = 2 * AT_ONCE;

interface Slot {
  decoder: Decoder | null;
  served: number;
  busy: number;
}

/**
 * A fixed number of inspect processes, each with a few images at a time, started when they are first needed. One that ends
 * takes the images that it was at with it: each of them then gets a process to itself, so that none is blamed for another, nor
 * for who killed the process from outside.
 */
export function openInspectPool(options: InspectPoolOptions): InspectPool {
  const { dataDir, processes, log, deadlineMilliseconds = 10_000, imagesPerProcess = 2_000 } = options;
  const slots: Slot[] = Array.from({ length: processes }, () => ({ decoder: null, served: 0, busy: 0 }));
  const turns = takeTurns(Array.from({ length: processes * AHEAD }, (_, turn) => turn));
  /** Processes that are not in a slot: those that finish what they have, and those that have one image to themselves. */
  const others = new Set<Decoder>();
  let closed = false;

  async function inspect(files: InspectFiles): Promise<Inspection> {
    if (closed) throw closedError();
    const turn = await turns.take();
    const slot = leastBusy(slots);
    slot.busy += 1;
    try {
      return await inspectIn(slot, files);
    } finally {
      slot.busy -= 1;
      turns.give(turn);
    }
  }

  async function inspectIn(slot: Slot, files: InspectFiles): Promise<Inspection> {
    let answer: Answer;
    do answer = await askIn(slot, files); while (answer.kind === "displaced");
    if (answer.kind === "lost" && !(answer.alone && answer.late)) answer = await askAlone(files);
    if (answer.kind === "answered") return answer.inspection;
    const detail = answer.kind === "lost" ? answer.detail : "";
    return { outcome: "failed", reason: "decode", detail, mediaType: null };
  }

  async function askIn(slot: Slot, files: InspectFiles): Promise<Answer> {
    if (closed) throw closedError();
    if (slot.served >= imagesPerProcess) retire(slot);
    const decoder = decoderOf(slot, dataDir);
    const answer = await ask(decoder, files);
    if (answer.kind !== "answered" && slot.decoder === decoder) slot.decoder = null;
    return answer;
  }

  async function askAlone(files: InspectFiles): Promise<Answer> {
    const decoder = startDecoder({ dataDir });
    beside(decoder);
    try {
      return await ask(decoder, files);
    } finally {
      decoder.kill();
    }
  }

  async function ask(decoder: Decoder, files: InspectFiles): Promise<Answer> {
    const answer = await decoder.ask(files, deadlineMilliseconds);
    if (closed) throw closedError();
    if (answer.kind === "lost") log.warning("An inspect process was lost", { detail: answer.detail });
    return answer;
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
    turns.refuse(closedError());
    await Promise.all([...slots.map(stop), ...[...others].map(end)]);
  }

  return { inspect, close, pids: () => [...slots.flatMap(({ decoder }) => decoder ?? []), ...others].map(({ pid }) => pid) };
}

function leastBusy(slots: readonly Slot[]): Slot {
  return slots.reduce((least, slot) => slot.busy < least.busy || (slot.busy === least.busy && slot.decoder) ? slot : least);
}

function decoderOf(slot: Slot, dataDir: string): Decoder {
  const decoder = slot.decoder ?? startIn(slot, dataDir);
  slot.served++;
  return decoder;
}

function startIn(slot: Slot, dataDir: string): Decoder {
  const decoder = startDecoder({ dataDir });
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
