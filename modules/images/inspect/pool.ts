import { AppError } from "../../shared/errors.ts";
import type { Log } from "../../shared/log.ts";
import { type Decoder, type InspectFiles, startDecoder } from "./decoder.ts";
import type { Inspection } from "./messages.ts";
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

/** A process may be killed from outside: its image gets a second one before it is blamed. */
const ATTEMPTS = 2;
/** Images with one process at a time: the next one is there when it is done with the first. */
const AHEAD = 2;

interface Slot {
  decoder: Decoder | null;
  served: number;
  busy: number;
}

/** A fixed number of inspect processes, each with one image at a time and the next, started when they are first needed. */
export function openInspectPool(options: InspectPoolOptions): InspectPool {
  const { dataDir, processes, log, deadlineMilliseconds = 10_000, imagesPerProcess = 2_000 } = options;
  const slots: Slot[] = Array.from({ length: processes }, () => ({ decoder: null, served: 0, busy: 0 }));
  const turns = takeTurns(Array.from({ length: processes * AHEAD }, (_, turn) => turn));
  const retiring = new Set<Decoder>();
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
    let detail = "";
    for (let attempt = 1; attempt <= ATTEMPTS;) {
      if (closed) throw closedError();
      if (slot.served >= imagesPerProcess) retire(slot);
      const decoder = decoderOf(slot, dataDir);
      const answer = await decoder.ask(files, deadlineMilliseconds);
      if (closed) throw closedError();
      if (answer.kind === "answered") return answer.inspection;
      if (slot.decoder === decoder) slot.decoder = null;
      if (answer.kind === "displaced") continue;
      detail = answer.kind === "died" ? answer.detail : `The decoder was stopped after ${deadlineMilliseconds / 1000} s`;
      log.warning("An inspect process was lost", { detail, attempt });
      if (answer.kind === "timed_out") break;
      attempt += 1;
    }
    return { outcome: "failed", reason: "decode", detail, mediaType: null };
  }

  function retire(slot: Slot): void {
    const { decoder } = slot;
    slot.decoder = null;
    if (decoder === null) return;
    retiring.add(decoder);
    void decoder.ended.then(() => retiring.delete(decoder));
    decoder.retire();
  }

  async function close(): Promise<void> {
    closed = true;
    turns.refuse(closedError());
    await Promise.all([...slots.map(stop), ...[...retiring].map(end)]);
  }

  return { inspect, close, pids: () => slots.flatMap(({ decoder }) => decoder?.pid ?? []) };
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
