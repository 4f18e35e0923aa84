import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import type { EgressLimits, EgressPolicy } from "../messages.ts";
import type { CookieJar } from "../cookies/jar.ts";
import type { JobSecrets } from "../schemas.ts";
import { readBody, type Reading } from "./body.ts";
import { isCoded } from "./content_coding.ts";
import { readContentType } from "./content_type.ts";
import { faultOf, FetchFault } from "./faults.ts";
import { DEFAULT_LIMITS, HEADER_NAMES } from "./limits.ts";
import { boundedLookup, checkedLookup } from "./lookup.ts";
import { admit } from "./policy.ts";
import type { RawAnswer } from "./raw_answer.ts";
import { openReaders } from "./readers.ts";
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
  /** Whether the body that was read ended early; see `GetOptions.keepsPartial`. */
  isPartial(): boolean;
  /** Releases the connection. Call it if the body is not read. */
  discard(): void;
}

export interface GetOptions {
  accept: string;
  maxBytes: number;
  referer?: string | undefined;
  signal?: AbortSignal;
  /**
   * Keeps what there is of a body that ends early a second time, or within its coding, as browsers show what there is of a page. The
   * default is to fail.
   */
  keepsPartial?: boolean;
  /** Called when the head of the answer has arrived, before anything in it is read. */
  arrived?(): void;
}

export interface EgressClient {
  /** Makes one request and follows no redirect. Throws `FetchFault`. */
  get(url: string, options: GetOptions): Promise<Answer>;
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
  /** The cookies that sites set. Every answer may set some, and every request carries those that belong to its URL. */
  jar?: CookieJar;
}

/**
 * Opens the client through which all outbound requests go. A name is resolved once, every address is classified, and the
 * connection goes to a checked address. So a name that changes between check and use (DNS rebinding) reaches nothing.
 */
export function createEgress(policy: EgressPolicy, options: EgressOptions = {}): EgressClient {
  const { resolve = systemLookup as LookupFunction, secrets = { headers: [], cookies: [] }, secretOrigins = [], jar } = options;
  const bounds: EgressLimits = { ...DEFAULT_LIMITS, ...policy.limits, ...options.limits };
  const headersFor = requestHeaders(options.userAgent ?? policy.userAgent, { secrets, origins: secretOrigins });
  const { connections } = options;
  const readers = {
    public: openReaders(checkedLookup(resolve, policy), bounds, { connections }),
    trusted: openReaders(boundedLookup(resolve), bounds, { connections }),
  };
  return {
    get: async (address, { accept, maxBytes, referer, signal, keepsPartial = false, arrived }) => {
      const url = new URL(address);
      const { read } = readers[admit(url, policy)];
      const deadline = startDeadline(bounds.totalMilliseconds, signal);
      const started = performance.now();
      try {
        const headers = headersFor(url.origin, { accept, referer, cookies: jar?.cookiesOf(address) });
        const raw = await read({ url, headers, signal: deadline.signal, keepsPartial });
        const latency = performance.now() - started;
        arrived?.();
        const fields = takeCookies(jar, address, raw.fields);
        const reading = { latency, maxBytes, pace: bounds, keepsPartial, released: deadline.clear };
        return answerOf(address, { ...raw, fields }, reading);
      } catch (error) {
        deadline.clear();
        throw faultOf(error);
      }
    },
    close: async () => void await Promise.all([readers.public.close(), readers.trusted.close()]),
  };
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

/** Moves the cookies of an answer to the jar, so that nothing that reads the answer can pass them on. Returns the other fields. */
function takeCookies(jar: CookieJar | undefined, address: string, fields: RawAnswer["fields"]): RawAnswer["fields"] {
  const others = new Map(fields);
  others.delete("set-cookie");
  jar?.take(address, fields.get("set-cookie") ?? [], fields.get("date")?.[0] ?? null);
  return others;
}

function answerOf(
  url: string,
  raw: RawAnswer,
  { latency, ...reading }: { latency: number } & Omit<Reading, "cutOff">,
): Answer {
  const discard = () => {
    raw.release();
    reading.released();
  };
  let isCutOff = false;
  try {
    const headers = headersOf(raw);
    return {
      url,
      status: raw.status,
      headers,
      lines: (name) => [...raw.fields.get(name) ?? []],
      mediaType: readContentType(headers.get("content-type")).essence,
      latency,
      body: readBody(raw, { ...reading, cutOff: () => isCutOff = true }),
      // Data that is whole by its coding is whole, whatever length was announced.
      isPartial: () => isCutOff || (raw.endedEarly() && !isCoded(raw.fields)),
      discard,
    };
  } catch (error) {
    discard();
    throw error;
  }
}

/** Joins the lines of each header field. Throws a `FetchFault` for several different targets of a redirect, as browsers do. */
function headersOf({ status, fields }: RawAnswer): Headers {
  if (fields.size > HEADER_NAMES) throw new FetchFault("header_flood", { code: "headers_too_large" });
  const targets = [...new Set(fields.get("location"))];
  if (targets.length > 1 && status >= 300 && status <= 399) throw new FetchFault("protocol", { code: "targets_differ" });
  const headers = new Headers();
  for (const [name, values] of fields) {
    for (const value of name === "location" ? targets : values) headers.append(name, value);
  }
  return headers;
}
