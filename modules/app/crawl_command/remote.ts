import { z } from "zod";
import { type LockHolder, readHolder } from "../data_lock.ts";
import { AppError, ERROR_STATUS, type ErrorCode } from "../../shared/errors.ts";
import { isTerminal } from "../../crawl/jobs/job_view.ts";
import { Cut, Job, JobEvent, ReasonTotal } from "../../crawl/schemas.ts";
import type { Backend } from "./backend.ts";
import { eventStreamParser } from "./event_stream.ts";

/** How often in a row a lost event stream is opened again, each time after a longer wait. */
const RECONNECTS = 5;
const WAIT_MILLISECONDS = 1_000;

export interface RemoteOptions {
  dataDir: string;
  holder: LockHolder & { address: string };
  waitMilliseconds?: number;
}

/** Opens a backend for the jobs of the server that holds the data directory. Throws `unavailable` if it does not answer. */
export function remoteBackend({ dataDir, holder, waitMilliseconds = WAIT_MILLISECONDS }: RemoteOptions): Backend {
  let { address, secret } = holder;

  async function ask(path: string, { headers, ...request }: RequestInit & { headers?: Record<string, string> } = {}) {
    const response = await fetch(new URL(path, address), {
      ...request,
      headers: { ...headers, authorization: `Bearer ${secret}` },
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  const callJob = async (path: string, body?: unknown) => Job.parse(await call(path, body));

  async function call(path: string, body?: unknown): Promise<unknown> {
    const headers = { "content-type": "application/json" };
    try {
      const response = await ask(path, body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) });
      return await response.json();
    } catch (error) {
      throw isLost(error) ? unreachableError(address, error) : error;
    }
  }

  async function* observe(id: number, signal: AbortSignal): AsyncGenerator<JobEvent> {
    let last: string | null = null;
    for (let failures = 0;;) {
      let fault: unknown;
      try {
        const response = await ask(`/api/jobs/${id}/events`, { signal, headers: last === null ? {} : { "last-event-id": last } });
        const events = response.body?.pipeThrough(new TextDecoderStream()).pipeThrough(eventStreamParser()) ?? [];
        for await (const { id: eventId, data } of events) {
          failures = 0;
          last = eventId ?? last;
          const event = JobEvent.parse(JSON.parse(data));
          yield event;
          if (event.type === "job" && isTerminal(event.job.status)) return;
        }
      } catch (error) {
        if (signal.aborted || !isLost(error)) throw error;
        fault = error;
      }
      if (signal.aborted) return;
      if (++failures > RECONNECTS) throw unreachableError(address, fault);
      await pause(failures * waitMilliseconds, signal);
      await look();
    }
  }

  /** Reads the lock file again, because a restarted server has another secret and may have another address. */
  async function look(): Promise<void> {
    const now = await readHolder(dataDir);
    if (now?.address) ({ address, secret } = { address: now.address, secret: now.secret });
  }

  return {
    handedOver: true,
    create: (input) => callJob("/api/jobs", input),
    get: (id) => callJob(`/api/jobs/${id}`),
    reasons: async (id) => z.array(ReasonTotal).parse(await call(`/api/jobs/${id}/reasons`)),
    cuts: async (id) => z.array(Cut).parse(await call(`/api/jobs/${id}/cuts`)),
    stop: (id, how) => callJob(`/api/jobs/${id}/${how}`, {}),
    observe,
    close: () => Promise.resolve(),
  };
}

/** Whether `fetch` or its body threw because the connection was refused or broke, or the server is about to stop. */
function isLost(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof AppError && error.code === "unavailable");
}

function unreachableError(address: string, cause: unknown): AppError {
  return new AppError(
    "unavailable",
    `The server at ${address}, which runs the jobs of this data directory, does not answer. Start it again to continue its jobs.`,
    { cause },
  );
}

async function problemOf(response: Response): Promise<AppError> {
  const { detail } = z.object({ detail: z.string() }).catch({ detail: `The server answered ${response.status}` }).parse(
    // If the answer has no problem details, the message is the status.
    await response.json().catch(() => null),
  );
  const codes = Object.keys(ERROR_STATUS) as ErrorCode[];
  return new AppError(codes.find((code) => ERROR_STATUS[code] === response.status) ?? "unavailable", detail);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}
