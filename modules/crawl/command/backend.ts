import { eventStreamParser } from "./event_stream.ts";
import { z } from "zod";
import { type Config } from "../../shared/config.ts";
import { DataDirectoryBusy } from "../../shared/data_lock.ts";
import { AppError } from "../../shared/errors.ts";
import type { Log } from "../../shared/log.ts";
import { openEngine } from "../engine.ts";
import { Job, JobEvent, type JobInput } from "../schemas.ts";

/** Where the command's job runs: in this process, or in the server that holds the data directory. */
export interface Backend {
  readonly handedOver: boolean;
  create(input: JobInput): Promise<Job>;
  get(id: number): Promise<Job>;
  act(id: number, act: "pause" | "cancel"): Promise<Job>;
  observe(id: number, signal: AbortSignal): AsyncIterable<JobEvent>;
  close(): Promise<void>;
}

/** Opens the engine here, or talks to the server that has it. Throws `conflict` where neither can be. */
export async function openBackend(config: Config, log: Log): Promise<Backend> {
  try {
    const engine = await openEngine(config, { log });
    const { manager } = engine;
    return {
      handedOver: false,
      create: manager.create,
      get: manager.get,
      act: (id, act) => manager[act](id),
      observe: async function* (id, signal) {
        for await (const { event } of manager.observe(id, { signal })) yield event;
      },
      close: engine.close,
    };
  } catch (error) {
    if (error instanceof DataDirectoryBusy && error.holder?.address) return remote(error.holder.address, error.holder.secret);
    throw error;
  }
}

function remote(address: string, secret: string): Backend {
  const authorization = { authorization: `Bearer ${secret}` };
  const call = async (path: string, body?: unknown) => {
    const response = await fetch(new URL(path, address), {
      method: body === undefined ? "GET" : "POST",
      headers: { ...authorization, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return await answerOf(response);
  };
  return {
    handedOver: true,
    create: (input) => call("/api/jobs", input),
    get: (id) => call(`/api/jobs/${id}`),
    act: (id, act) => call(`/api/jobs/${id}/${act}`, {}),
    observe: async function* (id, signal) {
      const response = await fetch(new URL(`/api/jobs/${id}/events`, address), { headers: authorization, signal });
      if (!response.ok || response.body === null) throw await problemOf(response);
      const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(eventStreamParser());
      for await (const { data } of events) yield JobEvent.parse(JSON.parse(data));
    },
    close: () => Promise.resolve(),
  };
}

async function answerOf(response: Response): Promise<Job> {
  if (!response.ok) throw await problemOf(response);
  return Job.parse(await response.json());
}

async function problemOf(response: Response): Promise<AppError> {
  const { detail } = z.object({ detail: z.string() }).catch({ detail: `The server answered ${response.status}` }).parse(
    await response.json(),
  );
  return new AppError(response.status === 422 ? "invalid" : "unavailable", detail);
}
