import type { Answer } from "../egress/client.ts";
import type { FetchFacts } from "../messages.ts";

const RETRY_AFTER_LIMIT = 3_600_000;

/** What the ledger keeps of an answer's head. */
export function factsOf({ headers, status, mediaType, latency }: Answer): FetchFacts {
  const retryAfter = retryAfterMilliseconds(headers.get("retry-after"));
  return {
    httpStatus: status,
    milliseconds: latency,
    ...(mediaType ? { mediaType: mediaType.slice(0, 200) } : {}),
    ...(headers.has("etag") ? { etag: headers.get("etag")?.slice(0, 500) } : {}),
    ...(headers.has("last-modified") ? { lastModified: headers.get("last-modified")?.slice(0, 200) } : {}),
    ...(retryAfter === null ? {} : { retryAfterMilliseconds: retryAfter }),
  };
}

/** Retry-After as seconds or as an HTTP date (RFC 9110, 10.2.3), in milliseconds from now, an hour at most; null where it says nothing. */
export function retryAfterMilliseconds(value: string | null, now = Date.now()): number | null {
  if (value === null) return null;
  const milliseconds = /^\s*\d{1,9}\s*$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isFinite(milliseconds) ? Math.min(RETRY_AFTER_LIMIT, Math.max(0, milliseconds)) : null;
}
