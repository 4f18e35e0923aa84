import type { Fault } from "./fault.ts";

/** All ways in which a request or a command can fail, with their HTTP status. */
export const ERROR_STATUS = {
  malformed: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  gone: 410,
  too_large: 413,
  misdirected: 421,
  invalid: 422,
  /** The request is valid, but would take too long. */
  too_costly: 422,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;
export const ERROR_CODES = Object.keys(ERROR_STATUS) as ErrorCode[];

/** An error that a caller can act on. All other errors are defects and are shown as "Internal error". */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly faults: Fault[];

  constructor(code: ErrorCode, message: string, options: { faults?: Fault[]; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.faults = options.faults ?? [];
  }
}

/** The data directory refuses a write, because it is full, read-only or missing. It is never the fault of the image being written. */
export class DiskError extends AppError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super("unavailable", message, options);
    this.name = "DiskError";
  }
}

/** Returns the message of any thrown value, for logs and messages. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
