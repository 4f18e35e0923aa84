import type { EgressLimits } from "../messages.ts";
import { faultOf, FetchFault } from "./faults.ts";
import { codingOf, decodersOf } from "./content_coding.ts";
import type { RawAnswer } from "./raw_answer.ts";

/** The limits on the speed of a body. */
export type Pace = Pick<EgressLimits, "rateWindowMilliseconds" | "minBytesPerSecond">;

export interface Reading {
  maxBytes: number;
  pace: Pace;
  /** Whether data that is cut off within its coding is kept as it is. */
  keepsPartial: boolean;
  /** Gets to know that it was. */
  cutOff(): void;
  released(): void;
}

/**
 * Yields the decoded bytes of an answer's body. Throws a `FetchFault` for more than `maxBytes` bytes, a rate below the least one, a
 * broken coding, and errors of the connection. The connection is released however the reading ends.
 */
export async function* readBody({ fields, body, release }: RawAnswer, reading: Reading): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    const wire: AsyncIterable<Uint8Array> = paced(body, reading.pace);
    const decoded = decodersOf(codingOf(fields)).reduce((source, decode) => decode(source), wire);
    for await (const chunk of decoded) {
      bytes += chunk.byteLength;
      if (bytes > reading.maxBytes) throw new FetchFault("too_large", { code: "body_too_large", bytes: reading.maxBytes });
      yield chunk;
    }
  } catch (error) {
    const fault = faultOf(error);
    if (!reading.keepsPartial || fault.remark.code !== "encoding_cut_off") throw fault;
    reading.cutOff();
  } finally {
    // A decoder that ends does not close its source, which would hold the connection.
    release();
    reading.released();
  }
}

/** Checks the rate at which the server sends. Only the time spent waiting for the server counts, not the time of a slow reader. */
async function* paced(
  body: AsyncIterable<Uint8Array>,
  { rateWindowMilliseconds, minBytesPerSecond }: Pace,
): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  let waited = 0;
  let bytes = 0;
  while (true) {
    const asked = performance.now();
    const { done, value } = await chunks.next();
    if (done) return;
    waited += performance.now() - asked;
    bytes += value.byteLength;
    if (waited >= rateWindowMilliseconds) {
      if (bytes < waited / 1_000 * minBytesPerSecond) throw tooSlow(bytes, waited, minBytesPerSecond);
      waited = 0;
      bytes = 0;
    }
    yield value;
  }
}

function tooSlow(bytes: number, milliseconds: number, least: number): FetchFault {
  const seconds = Math.round(milliseconds / 100) / 10;
  return new FetchFault("too_slow", { code: "too_slow", bytes, seconds, least }, {
    retry: true,
  });
}
