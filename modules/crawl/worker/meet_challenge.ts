import { Buffer } from "node:buffer";
import type { Answer } from "../egress/client.ts";
import type { WorkerReport } from "../messages.ts";
import { CHALLENGE_BYTES, challengeOf, mayBeChallenge } from "./challenge.ts";
import type { Visit } from "./visitor.ts";

/** An answer, and the name of the service that asks if the answer is a challenge. */
export interface Examined {
  answer: Answer;
  challenge: string | null;
}

/** Looks at the headers of an answer, and at its body if that may be a challenge. The returned answer has the whole body. */
export async function examine(answer: Answer): Promise<Examined> {
  const { status, headers, mediaType } = answer;
  const asked = challengeOf({ status, headers, text: null });
  if (asked !== null || !mayBeChallenge(status, mediaType)) return { answer, challenge: asked };
  const { text, body } = await readShort(answer.body);
  return { answer: { ...answer, body }, challenge: challengeOf({ status, headers, text }) };
}

/** Reports an answer that asks whether the visitor is a person. Another try would be asked the same. */
export function challenged({ task, facts }: Pick<Visit, "task" | "facts">, service: string): WorkerReport {
  return { type: "failed", id: task.id, reason: "challenge", detail: { code: "challenge", service }, retry: false, facts };
}

/**
 * Reads a body that is no longer than a challenge. `text` is null if it is longer or breaks off. `body` is the whole body again,
 * which breaks off where the given one does.
 */
async function readShort(
  source: AsyncIterable<Uint8Array>,
): Promise<{ text: string | null; body: AsyncIterable<Uint8Array> }> {
  const rest = source[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let fault: unknown;
  let isWhole = false;
  for (let bytes = 0; !isWhole && fault === undefined && bytes <= CHALLENGE_BYTES;) {
    try {
      const { done, value } = await rest.next();
      if (done) isWhole = true;
      else {
        chunks.push(value);
        bytes += value.byteLength;
      }
    } catch (error) {
      fault = error;
    }
  }
  return { text: isWhole ? Buffer.concat(chunks).toString("utf8") : null, body: again(chunks, rest, fault) };
}

async function* again(
  chunks: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
  fault: unknown,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
    if (fault !== undefined) throw fault;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
