import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, type Dispatcher } from "undici";
import type { EgressLimits, EgressPolicy } from "../messages.ts";
import type { JobSecrets } from "../schemas.ts";
import { free, readBody } from "./body.ts";
import { faultOf, FetchFault } from "./faults.ts";
import { DEFAULT_LIMITS, HEADER_BYTES } from "./limits.ts";
import { boundedLookup, checkedLookup } from "./lookup.ts";
import { admit } from "./policy.ts";
import { requestHeaders } from "./request_headers.ts";

export type { EgressLimits } from "../messages.ts";

export interface Answer {
  url: string;
  status: number;
  headers: Headers;
  /** The values of a field, one a line of the answer: what `headers` has joined cannot always be told apart again. */
  lines(name: string): string[];
  /** Without parameters, lower case; empty where the server names none. */
  mediaType: string;
  /** Milliseconds until the headers were there. */
  latency: number;
  /** Decoded bytes; throws a `FetchFault` past `maxBytes`, when idle or too slow, or past the deadline. Reading it to the end or leaving it frees the connection. */
  body: AsyncIterable<Uint8Array>;
  /** To be called where the body is not read. */
  discard(): void;
}

export interface EgressClient {
  /** One request, no redirect followed. Throws `FetchFault`. */
  get(url: string, options: { accept: string; maxBytes: number; signal?: AbortSignal }): Promise<Answer>;
  close(): Promise<void>;
}

export interface EgressOptions {
  /** To one origin at a time. */
  connections?: number;
  limits?: Partial<EgressLimits>;
  /** Stands in for the system's resolver. */
  resolve?: LookupFunction;
  /** The job's own; wins over the policy's. */
  userAgent?: string | undefined;
  /** Header fields and cookies of the job, for requests to `secretOrigins` and no other. */
  secrets?: JobSecrets;
  secretOrigins?: readonly string[];
}

/**
 * The only way out. Names are resolved once, every address is classified, and the connection goes to a checked address:
 * a name that is changed between check and use (DNS rebinding) reaches nothing.
 */
export function createEgress(policy: EgressPolicy, options: EgressOptions = {}): EgressClient {
  const { resolve = systemLookup as LookupFunction, secrets = { headers: [], cookies: [] }, secretOrigins = [] } = options;
  const bounds: EgressLimits = { ...DEFAULT_LIMITS, ...policy.limits, ...options.limits };
  const headersFor = requestHeaders(options.userAgent ?? policy.userAgent, { secrets, origins: secretOrigins });
  const agents = {
    public: openAgent(checkedLookup(resolve, policy), bounds, options.connections),
    trusted: openAgent(boundedLookup(resolve), bounds, options.connections),
  };
  return {
    get: async (address, { accept, maxBytes, signal }) => {
      const url = new URL(address);
      const dispatcher = agents[admit(url, policy)];
      const deadline = startDeadline(bounds.totalMilliseconds, signal);
      const started = performance.now();
      try {
        const response = await dispatcher.request({
          origin: url.origin,
          path: url.pathname + url.search,
          method: "GET",
          headers: headersFor(url.origin, accept),
          signal: deadline.signal,
        });
        const latency = performance.now() - started;
        return answerOf(address, response, { latency, maxBytes, pace: bounds, released: deadline.clear });
      } catch (error) {
        deadline.clear();
        throw faultOf(error);
      }
    },
    close: async () => void await Promise.all([agents.public.destroy(), agents.trusted.destroy()]),
  };
}

function openAgent(lookup: LookupFunction, bounds: EgressLimits, connections = 8): Agent {
  return new Agent({
    connections,
    pipelining: 1,
    // Its floods of frames and header blocks would need bounds of their own.
    allowH2: false,
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: bounds.idleMilliseconds,
    bodyTimeout: bounds.idleMilliseconds,
    connect: { lookup, timeout: bounds.connectMilliseconds },
  });
}

/** A timer of our own, so that none of a finished request's lives on for minutes. */
function startDeadline(milliseconds: number, outer: AbortSignal | undefined): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  const late = () =>
    controller.abort(new FetchFault("timeout", { code: "request_timeout", seconds: milliseconds / 1_000 }, { retry: true }));
  const timer = setTimeout(late, milliseconds);
  return {
    signal: outer ? AbortSignal.any([outer, controller.signal]) : controller.signal,
    clear: () => clearTimeout(timer),
  };
}

function answerOf(
  url: string,
  { statusCode, headers: fields, body }: Dispatcher.ResponseData,
  { latency, ...reading }: { latency: number; maxBytes: number; pace: EgressLimits; released: () => void },
): Answer {
  const discard = () => {
    free(body);
    reading.released();
  };
  try {
    const headers = new Headers();
    for (const [name, value] of Object.entries(fields)) {
      for (const one of [value ?? []].flat()) headers.append(name, one);
    }
    return {
      url,
      status: statusCode,
      headers,
      lines: (name) => [fields[name] ?? []].flat(),
      mediaType: (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "",
      latency,
      body: readBody(body, { ...reading, contentEncoding: headers.get("content-encoding") }),
      discard,
    };
  } catch (error) {
    discard();
    throw error;
  }
}
