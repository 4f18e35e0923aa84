import type { EgressLimits } from "../messages.ts";
import { faultOf, FetchFault } from "./faults.ts";
import { decodersOf } from "./content_coding.ts";
import type { RawAnswer } from "./raw_answer.ts";

/** The limits on the speed of a body. */
export type Pace = Pick<EgressLimits, "rateWindowMilliseconds" | "minBytesPerSecond">;

/**
 * Yields the decoded bytes of an answer's body. Throws a `FetchFault` for more than `maxBytes` bytes, a rate below the least one, a
 * broken coding, and errors of the connection. The connection is released however the reading ends.
 */
export function readBody(
  { fields, body, release }: RawAnswer,
  { maxBytes, pace, released }: { maxBytes: number; pace: Pace; released: () => void },
): AsyncIterable<Uint8Array> {
  const coding = fields.get("content-encoding")?.join(",") ?? null;
  const wire: AsyncIterable<Uint8Array> = paced(body, pace);
  const decoded = decodersOf(coding).reduce((source, decode) => decode(source), wire);
  return counted(decoded, maxBytes, () => {
    release();
    released();
  });
}

async function* counted(source: AsyncIterable<Uint8Array>, maxBytes: number, done: () => void): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of source) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw new FetchFault("too_large", { code: "body_too_large", bytes: maxBytes });
      yield chunk;
    }
  } catch (error) {
    throw faultOf(error);
  } finally {
    // A decoder that ends does not close its source, which would hold the connection.
    done();
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
