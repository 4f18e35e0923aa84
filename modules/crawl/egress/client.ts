import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { Agent, type Dispatcher } from "undici";
import type { EgressPolicy } from "../messages.ts";
import { isPublicAddress } from "./addresses.ts";
import { faultOf, FetchFault } from "./faults.ts";
import { admit, privateAddress } from "./policy.ts";

export interface Answer {
  url: string;
  status: number;
  headers: Headers;
  /** Without parameters, lower case; empty where the server names none. */
  mediaType: string;
  /** Milliseconds until the headers were there. */
  latency: number;
  /** Decoded bytes; throws a `FetchFault` past `maxBytes`, when idle, or past the deadline. Reading it to the end or leaving it frees the connection. */
  body: AsyncIterable<Uint8Array>;
  discard(): void;
}

export interface EgressClient {
  /** One request, no redirect followed. Throws `FetchFault`. */
  get(url: string, options: { accept: string; maxBytes: number; signal?: AbortSignal }): Promise<Answer>;
  close(): Promise<void>;
}

export interface EgressLimits {
  connectMilliseconds: number;
  idleMilliseconds: number;
  totalMilliseconds: number;
}

const LIMITS: EgressLimits = { connectMilliseconds: 10_000, idleMilliseconds: 20_000, totalMilliseconds: 120_000 };
const RESOLVE_MILLISECONDS = 5_000;

/**
 * The only way out. Names are resolved once, every address is classified, and the connection goes to a checked address:
 * a name that is changed between check and use (DNS rebinding) reaches nothing. `resolve` stands in for the system's.
 */
export function createEgress(
  policy: EgressPolicy,
  { connections = 8, limits = LIMITS, resolve = systemLookup as LookupFunction }: {
    connections?: number;
    limits?: Partial<EgressLimits>;
    resolve?: LookupFunction;
  } = {},
): EgressClient {
  const bounds = { ...LIMITS, ...limits };
  const agent = (lookup: LookupFunction) =>
    new Agent({
      connections,
      pipelining: 1,
      headersTimeout: bounds.idleMilliseconds,
      bodyTimeout: bounds.idleMilliseconds,
      connect: { lookup, timeout: bounds.connectMilliseconds },
    });
  const agents = { public: agent(checked(resolve, policy)), trusted: agent(bounded(resolve)) };

  return {
    get: async (address, { accept, maxBytes, signal }) => {
      const url = new URL(address);
      const dispatcher = agents[admit(url, policy)];
      const deadline = AbortSignal.timeout(bounds.totalMilliseconds);
      const started = performance.now();
      try {
        const response = await dispatcher.request({
          origin: url.origin,
          path: url.pathname + url.search,
          method: "GET",
          headers: { "user-agent": policy.userAgent, accept, "accept-encoding": "gzip, br" },
          signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        });
        return answerOf(address, response, performance.now() - started, maxBytes);
      } catch (error) {
        throw faultOf(error);
      }
    },
    close: async () => void await Promise.all([agents.public.destroy(), agents.trusted.destroy()]),
  };
}

function answerOf(url: string, response: Dispatcher.ResponseData, latency: number, maxBytes: number): Answer {
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  return {
    url,
    status: response.statusCode,
    headers,
    mediaType: (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "",
    latency,
    body: counted(response.body, decoded(response.body, headers.get("content-encoding")), maxBytes),
    discard: () => free(response.body),
  };
}

function decoded(body: Readable, encoding: string | null): Readable {
  const decoders = { gzip: createGunzip, "x-gzip": createGunzip, br: createBrotliDecompress, deflate: createInflate };
  const name = encoding?.trim().toLowerCase() ?? "identity";
  if (name === "identity" || name === "") return body;
  const decoder = Object.entries(decoders).find(([known]) => known === name)?.[1];
  if (!decoder) {
    free(body);
    throw new FetchFault("encoding", `The answer is encoded as "${name}", which was not asked for`);
  }
  const stream = decoder();
  body.on("error", (error) => stream.destroy(error));
  return body.pipe(stream);
}

async function* counted(source: Readable, body: Readable, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw new FetchFault("too_large", `More than ${maxBytes} bytes`);
      yield chunk;
    }
  } catch (error) {
    throw faultOf(error);
  } finally {
    // A decoder that ends leaves its source waiting, and with it the connection.
    free(body);
    free(source);
  }
}

function free(body: Readable): void {
  body.on("error", () => {}).destroy();
}

function checked(resolve: LookupFunction, policy: EgressPolicy): LookupFunction {
  const within = bounded(resolve);
  return (hostname, options, callback) =>
    within(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "", 0);
      const addresses = Array.isArray(found) ? found : [];
      const first = addresses[0];
      if (!first || !addresses.every(({ address }) => isPublicAddress(address, policy.ownAddresses))) {
        return callback(privateAddress(hostname), "", 0);
      }
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
}

/** A resolver that answers within five seconds or fails. */
function bounded(resolve: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    let settled = false;
    const once: typeof callback = (...result) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      callback(...result);
    };
    const timer = setTimeout(
      () => once(Object.assign(new Error(`${hostname} did not resolve in time`), { code: "ETIMEOUT" }), "", 0),
      RESOLVE_MILLISECONDS,
    );
    resolve(hostname, options, once);
  };
}
