import { messageOf } from "../../shared/errors.ts";
import { isEndOfConnection } from "./refusal.ts";
import { cutWords, type Remark, sentenceOf } from "../texts.ts";

/** Why a request failed. `retry` says whether another try may succeed. */
export class FetchFault extends Error {
  readonly reason: string;
  readonly remark: Remark;
  readonly retry: boolean;

  constructor(reason: string, remark: Remark, { retry = false, cause }: { retry?: boolean; cause?: unknown } = {}) {
    super(sentenceOf(remark), { cause });
    this.name = "FetchFault";
    this.reason = reason;
    this.remark = remark;
    this.retry = retry;
  }
}

const BY_CODE: readonly [RegExp, reason: string, remark: Remark, retry: boolean][] = [
  [/^(ENOTFOUND|EAI_NONAME|EAI_NODATA|ENODATA)$/, "dns", { code: "host_unknown" }, false],
  [/^EAI_|^ETIMEOUT$|^ESERVFAIL$/, "dns", { code: "name_server_silent" }, true],
  [/^ECONNREFUSED$/, "connection_refused", { code: "connection_refused" }, true],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, "unreachable", { code: "host_unreachable" }, true],
  [/^UND_ERR_CONNECT_TIMEOUT$/, "timeout", { code: "connect_timeout" }, true],
  [/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/, "timeout", { code: "answer_timeout" }, true],
  [/^UND_ERR_HEADERS_OVERFLOW$/, "header_flood", { code: "headers_too_large" }, false],
  [
    /^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_SSL|EPROTO)/,
    "tls",
    { code: "tls_refused" },
    false,
  ],
  [
    /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ERR_STREAM_PREMATURE_CLOSE)$/,
    "connection_lost",
    { code: "connection_lost" },
    true,
  ],
  [
    /^HPE_|does not match the HTTP|is an invalid header|not a valid (byte|header)/i,
    "protocol",
    { code: "not_http" },
    false,
  ],
  [/^(Z_|Zstd |ERR_+(ERROR_FORMAT|BROTLI|PADDING))/, "encoding", { code: "encoding_broken" }, false],
];

/** Converts a thrown error to a fault. Unknown errors may be tried again. */
export function faultOf(error: unknown): FetchFault {
  if (error instanceof FetchFault) return error;
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new FetchFault("timeout", { code: "request_timeout", seconds: null }, { retry: true, cause: error });
  }
  // undici has one code for all of these, and closes the connection at an interim answer that it did not ask for.
  if (/^bad response$/.test(messageOf(error))) {
    return new FetchFault("unasked_continue", { code: "unasked_continue" }, { cause: error });
  }
  if (/^bad upgrade$/.test(messageOf(error))) {
    return new FetchFault("protocol", { code: "unasked_upgrade" }, { cause: error });
  }
  if (isEndOfConnection(error)) {
    return new FetchFault("connection_lost", { code: "connection_lost" }, { retry: true, cause: error });
  }
  for (const text of [codeOf(error), messageOf(error)]) {
    const known = BY_CODE.find(([pattern]) => pattern.test(text));
    if (known) return new FetchFault(known[1], known[2], { retry: known[3], cause: error });
  }
  if (/certificate|invalid peer/i.test(messageOf(error))) {
    return new FetchFault("tls", { code: "tls_error", text: cutWords(messageOf(error)) }, { cause: error });
  }
  return new FetchFault("network", { code: "network_error", text: messageOf(error).slice(0, 300) }, {
    retry: true,
    cause: error,
  });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return "code" in error && typeof error.code === "string" ? error.code : codeOf(error.cause);
}
