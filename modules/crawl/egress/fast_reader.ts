import type { LookupFunction } from "node:net";
import { Agent } from "undici";
import type { EgressLimits } from "../messages.ts";
import { FAST_HEADER_BYTES } from "./limits.ts";
import { type RawAnswer, type Reader, valuesOf } from "./raw_answer.ts";
import { isRefusal, misread } from "./refusal.ts";

export interface FastReader {
  read: Reader;
  close(): Promise<void>;
}

/**
 * Opens the reader of answers that break no rule of HTTP. It keeps connections open between requests. `connections` is the most
 * connections to one origin. `onRefusal` gets the origin of a connection whose bytes the parser refused, also after an answer.
 */
export function openFastReader(
  lookup: LookupFunction,
  bounds: EgressLimits,
  { connections = 8, onRefusal }: { connections?: number | undefined; onRefusal: (origin: string) => void },
): FastReader {
  const agent = new Agent({
    connections,
    pipelining: 1,
    // HTTP/2 would need limits of its own against floods of frames and header blocks.
    allowH2: false,
    maxHeaderSize: FAST_HEADER_BYTES,
    headersTimeout: bounds.idleMilliseconds,
    bodyTimeout: bounds.idleMilliseconds,
    connect: { lookup, timeout: bounds.connectMilliseconds },
  });
  agent.on("disconnect", (origin, _targets, error) => {
    if (isRefusal(error)) onRefusal(origin.origin);
  });
  const read: Reader = async ({ url, headers, signal }): Promise<RawAnswer> => {
    const { statusCode, headers: fields, body } = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: "GET",
      headers: [...headers],
      signal,
    });
    // Destroying a body that is not read to its end closes its connection.
    const release = () => void body.on("error", () => {}).destroy();
    const lines = new Map(Object.entries(fields).map(([name, value]) => [name, [value ?? []].flat()]));
    if (isMisread(lines)) {
      release();
      throw misread();
    }
    return { status: statusCode, fields: lines, body, endedEarly: () => false, release };
  };
  return { read, close: () => agent.destroy() };
}

/** Whether the body is in chunks that undici does not take for chunks, because another coding is named behind them. */
function isMisread(fields: RawAnswer["fields"]): boolean {
  const codings = valuesOf(fields, "transfer-encoding");
  return codings.includes("chunked") && codings.at(-1) !== "chunked";
}
