import { type Config } from "../../shared/config.ts";
import { DataDirectoryBusy } from "../data_lock.ts";
import type { Log } from "../../shared/log.ts";
import { openEngine } from "../engine.ts";
import type { Cut, Job, JobEvent, JobInput, ReasonTotal } from "../../crawl/schemas.ts";
import { remoteBackend } from "./remote.ts";

/** Runs the job of the command, in this process or in the server that holds the data directory. */
export interface Backend {
  readonly handedOver: boolean;
  create(input: JobInput): Promise<Job>;
  get(id: number): Promise<Job>;
  reasons(id: number): Promise<ReasonTotal[]>;
  cuts(id: number): Promise<Cut[]>;
  stop(id: number, how: "pause" | "cancel"): Promise<Job>;
  observe(id: number, signal: AbortSignal): AsyncIterable<JobEvent>;
  close(): Promise<void>;
}

/** Opens the engine in this process, or connects to the server that has it. Throws `conflict` if neither is possible. */
export async function openBackend(config: Config, log: Log): Promise<Backend> {
  try {
    const engine = await openEngine(config, { log });
    const { manager } = engine;
    return {
      handedOver: false,
      create: manager.create,
      get: manager.get,
      reasons: manager.reasons,
      cuts: manager.cuts,
      stop: (id, how) => manager[how](id),
      observe: async function* (id, signal) {
        for await (const { event } of manager.observe(id, { signal })) yield event;
      },
      close: engine.close,
    };
  } catch (error) {
    if (!(error instanceof DataDirectoryBusy) || !error.holder?.address) throw error;
    return remoteBackend({ dataDir: config.dataDir, holder: { ...error.holder, address: error.holder.address } });
  }
}
