import type { EgressClient } from "../egress/client.ts";
import { FetchFault } from "../egress/faults.ts";
import type { FetchFacts } from "../messages.ts";
import { factsOf } from "./facts.ts";
import { readLocation } from "./location.ts";

/** RFC 9309, section 2.5: at least 500 kibibytes must be parsed. */
const ROBOTS_BYTES = 512 * 1024;
/** RFC 9309, section 2.3.1.2: at least five redirects must be followed. */
const REDIRECTS = 5;

/**
 * Fetches a robots.txt and follows its redirects. `body` is null if the status is not 200: `httpStatus` says whether there is
 * none (4xx) or the server failed. Throws `FetchFault` if the server cannot be reached.
 */
export async function fetchRobots(url: string, egress: EgressClient): Promise<{ body: string | null; facts: FetchFacts }> {
  let address = url;
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const answer = await egress.get(address, { accept: "text/plain,*/*;q=0.5", maxBytes: 16 * ROBOTS_BYTES });
    const facts = factsOf(answer);
    if (answer.status === 200) return { body: await head(answer.body), facts };
    answer.discard();
    const target = answer.status >= 300 && answer.status < 400 ? readLocation(answer)?.target : null;
    if (!target) return { body: null, facts };
    address = target;
  }
  return { body: null, facts: { httpStatus: 404 } };
}

async function head(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length >= ROBOTS_BYTES) break;
    }
  } catch (error) {
    if (!(error instanceof FetchFault) || text === "") throw error;
  }
  return text.slice(0, ROBOTS_BYTES).replaceAll("\0", "");
}
