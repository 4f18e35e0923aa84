import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, type Dispatcher } from "undici";
import type { EgressLimits, EgressPolicy } from "../messages.ts";
import type { JobSecrets } from "../schemas.ts";
import { free, readBody } from "./body.ts";
import { readContentType } from "./content_type.ts";
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
  /** Returns the values of a header field, one for each line, because values that `headers` has joined cannot always be split again. */
  lines(name: string): string[];
  /** The media type in lower case and without parameters; empty if the server sends none. */
  mediaType: string;
  /** Milliseconds until the headers arrived. */
  latency: number;
  /** The decoded bytes; see `readBody()`. Also throws a `FetchFault` if the server is silent for too long, or at the deadline. */
  body: AsyncIterable<Uint8Array>;
  /** Releases the connection. Call it if the body is not read. */
  discard(): void;
}

export interface EgressClient {
  /** Makes one request and follows no redirect. Throws `FetchFault`. */
  get(
    url: string,
    options: { accept: string; maxBytes: number; referer?: string | undefined; signal?: AbortSignal },
  ): Promise<Answer>;
  close(): Promise<void>;
}

export interface EgressOptions {
  /** The most connections to one origin at a time. */
  connections?: number;
  limits?: Partial<EgressLimits>;
  /** Replaces the system's resolver. */
  resolve?: LookupFunction;
  /** The user agent of the job, which takes precedence over that of the policy. */
  userAgent?: string | undefined;
  /** Header fields and cookies of the job, which are sent to `secretOrigins` only. */
  secrets?: JobSecrets;
  secretOrigins?: readonly string[];
}

/**
 * Opens the client through which all outbound requests go. A name is resolved once, every address is classified, and the
 * connection goes to a checked address. So a name that changes between check and use (DNS rebinding) reaches nothing.
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
    get: async (address, { accept, maxBytes, referer, signal }) => {
      const url = new URL(address);
      const dispatcher = agents[admit(url, policy)];
      const deadline = startDeadline(bounds.totalMilliseconds, signal);
      const started = performance.now();
      try {
        const response = await dispatcher.request({
          origin: url.origin,
          path: url.pathname + url.search,
          method: "GET",
          headers: headersFor(url.origin, { accept, referer }),
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
    // HTTP/2 would need limits of its own against floods of frames and header blocks.
    allowH2: false,
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: bounds.idleMilliseconds,
    bodyTimeout: bounds.idleMilliseconds,
    connect: { lookup, timeout: bounds.connectMilliseconds },
  });
}

/** Starts the deadline of a request. The timer is our own, so that it can be cleared when the request ends. */
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
      mediaType: readContentType(headers.get("content-type")).essence,
      latency,
      body: readBody(body, { ...reading, contentEncoding: headers.get("content-encoding") }),
      discard,
    };
  } catch (error) {
    discard();
    throw error;
  }
}
