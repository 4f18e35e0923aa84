import type { Answer } from "../egress/client.ts";
import type { FetchFacts } from "../messages.ts";

const RETRY_AFTER_LIMIT = 3_600_000;

/** Returns what the ledger stores of an answer's status and headers. */
export function factsOf(
  { headers, status, mediaType, latency }: Pick<Answer, "headers" | "status" | "mediaType" | "latency">,
): FetchFacts {
  const retryAfter = retryAfterMilliseconds(headers.get("retry-after"), sentAt(headers.get("date")));
  return {
    httpStatus: status,
    milliseconds: latency,
    ...(mediaType ? { mediaType: mediaType.slice(0, 200) } : {}),
    ...(headers.has("etag") ? { etag: headers.get("etag")?.slice(0, 500) } : {}),
    ...(headers.has("last-modified") ? { lastModified: headers.get("last-modified")?.slice(0, 200) } : {}),
    ...(retryAfter === null ? {} : { retryAfterMilliseconds: retryAfter }),
  };
}

/** Returns the time of the answer by the server's clock (RFC 9110, 6.6.1), because the other dates that it sends are of that clock. */
function sentAt(date: string | null): number {
  const time = Date.parse(date ?? "");
  return Number.isFinite(time) ? time : Date.now();
}

/** Reads Retry-After, in seconds or as an HTTP date (RFC 9110, 10.2.3). Returns milliseconds, an hour at most; null if not valid. */
export function retryAfterMilliseconds(value: string | null, now = Date.now()): number | null {
  if (value === null) return null;
  const milliseconds = /^\s*\d{1,9}\s*$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isFinite(milliseconds) ? Math.min(RETRY_AFTER_LIMIT, Math.max(0, milliseconds)) : null;
}
