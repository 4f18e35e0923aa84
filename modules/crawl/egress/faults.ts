import { messageOf } from "../../shared/errors.ts";

/** Why a request failed. `retry` says whether another try may succeed. */
export class FetchFault extends Error {
  readonly reason: string;
  readonly retry: boolean;

  constructor(reason: string, message: string, { retry = false, cause }: { retry?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.name = "FetchFault";
    this.reason = reason;
    this.retry = retry;
  }
}

const BY_CODE: readonly [RegExp, reason: string, text: string, retry: boolean][] = [
  [/^(ENOTFOUND|EAI_NONAME|EAI_NODATA|ENODATA)$/, "dns", "The host name does not resolve", false],
  [/^EAI_|^ETIMEOUT$|^ESERVFAIL$/, "dns", "The name server did not answer", true],
  [/^ECONNREFUSED$/, "connection_refused", "The server refuses connections on this port", true],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, "unreachable", "The host cannot be reached", true],
  [/^UND_ERR_CONNECT_TIMEOUT$/, "timeout", "The server did not accept the connection in time", true],
  [/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/, "timeout", "The server stopped answering", true],
  [/^UND_ERR_HEADERS_OVERFLOW$/, "header_flood", "The answer's headers are too large", false],
  [
    /^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_SSL|EPROTO)/,
    "tls",
    "The certificate or the TLS handshake is not acceptable",
    false,
  ],
  [
    /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/,
    "connection_lost",
    "The server closed the connection early",
    true,
  ],
  [
    /^HPE_|does not match the HTTP|is an invalid header|not a valid (byte|header)/i,
    "protocol",
    "The answer is not valid HTTP",
    false,
  ],
  [/^(Z_|Zstd |ERR_+(ERROR_FORMAT|BROTLI|PADDING))/, "encoding", "The answer's compression is broken", false],
];

/** Converts a thrown error to a fault. Unknown errors may be tried again. */
export function faultOf(error: unknown): FetchFault {
  if (error instanceof FetchFault) return error;
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new FetchFault("timeout", "The whole request took too long", { retry: true, cause: error });
  }
  // undici has one code for all of these, and closes the connection at an interim answer that it did not ask for.
  if (/^bad response$/.test(messageOf(error))) {
    return new FetchFault("unasked_continue", "The server sent 100 Continue, which nobody asked for", { cause: error });
  }
  if (/^bad upgrade$/.test(messageOf(error))) {
    return new FetchFault("protocol", "The server changed the protocol, which nobody asked for", { cause: error });
  }
  for (const text of [codeOf(error), messageOf(error)]) {
    const known = BY_CODE.find(([pattern]) => pattern.test(text));
    if (known) return new FetchFault(known[1], known[2], { retry: known[3], cause: error });
  }
  if (/certificate|invalid peer/i.test(messageOf(error))) return new FetchFault("tls", messageOf(error), { cause: error });
  return new FetchFault("network", messageOf(error).slice(0, 300), { retry: true, cause: error });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return "code" in error && typeof error.code === "string" ? error.code : codeOf(error.cause);
}
