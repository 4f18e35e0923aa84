import type { LookupFunction } from "node:net";
import type { EgressLimits } from "../messages.ts";
import { openFastReader } from "./fast_reader.ts";
import { faultOf, FetchFault } from "./faults.ts";
import type { RawAnswer, Reader } from "./raw_answer.ts";
import { recentSet } from "./recent_set.ts";
import { isRefusal, isRefusalOfHead } from "./refusal.ts";
import { openTolerantReader } from "./tolerant_reader.ts";

export interface Readers {
  read: Reader;
  close(): Promise<void>;
}

/** The most origins that are remembered as odd, and the most URLs whose answer ended early. */
const REMEMBERED = 2_000;

/**
 * Opens both readers. Answers go through the fast one. If its parser refuses an answer, the answer is asked for once more through the
 * tolerant one, and from then on the whole origin is read by that. So is a URL whose answer ended early, because the fast reader loses
 * the bytes before the end.
 */
export function openReaders(
  lookup: LookupFunction,
  bounds: EgressLimits,
  { connections }: { connections?: number | undefined },
): Readers {
  const odd = recentSet(REMEMBERED);
  const cut = recentSet(REMEMBERED);
  const fast = openFastReader(lookup, bounds, { connections, onRefusal: odd.add });
  const tolerant = openTolerantReader(lookup, bounds);

  const readOnce: Reader = async (request) => {
    const { origin, href } = request.url;
    const hasEndedEarly = cut.has(href);
    const again = () => tolerant.read(request, { hasEndedEarly });
    if (hasEndedEarly || odd.has(origin)) return await again();
    try {
      return withSecondTry(await fast.read(request), { refused: () => odd.add(origin), again });
    } catch (error) {
      if (!isRefusalOfHead(error)) throw error;
      odd.add(origin);
      return await again();
    }
  };
  return {
    read: async (request) => {
      const answer = await readOnce(request);
      return { ...answer, body: noting(answer.body, () => cut.add(request.url.href)) };
    },
    close: () => {
      tolerant.close();
      return fast.close();
    },
  };
}

/** Passes a body on, and calls `cutOff()` if the connection is lost within it. */
async function* noting(body: AsyncIterable<Uint8Array>, cutOff: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    if (faultOf(error).reason === "connection_lost") cutOff();
    throw error;
  }
}

/**
 * Returns an answer whose body is read by `again()` if the parser refuses it before its first byte. Later the request must be made
 * anew, because the bytes of two answers must not be mixed.
 */
function withSecondTry(
  first: RawAnswer,
  { refused, again }: { refused: () => void; again: () => Promise<RawAnswer> },
): RawAnswer {
  let current = first;
  let isReleased = false;
  const readBody = async function* () {
    let hasBegun = false;
    try {
      for await (const chunk of first.body) {
        hasBegun = true;
        yield chunk;
      }
      return;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused();
      if (hasBegun) throw anew(error);
      current = await again();
      if (isReleased) current.release();
      // The caller has decided by the head of the first answer.
      if (!isSameHead(first, current)) throw anew(error);
    }
    yield* current.body;
  };
  const release = () => {
    isReleased = true;
    current.release();
  };
  return { ...first, body: readBody(), endedEarly: () => current.endedEarly(), release };
}

function anew(cause: unknown): FetchFault {
  return new FetchFault("protocol", { code: "not_http" }, { retry: true, cause });
}

function isSameHead(one: RawAnswer, two: RawAnswer): boolean {
  const same = (name: string) => String(one.fields.get(name)) === String(two.fields.get(name));
  return one.status === two.status && ["content-type", "content-encoding"].every(same);
}
