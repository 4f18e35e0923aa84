import { z } from "zod";
import { ERROR_CODES, ERROR_STATUS, type ErrorCode } from "./errors.ts";
import { Fault } from "./fault.ts";

export const PROBLEM_TITLES: Record<ErrorCode, string> = {
  malformed: "Malformed request",
  unauthorized: "Not signed in",
  forbidden: "Forbidden",
  "not_found": "Not found",
  "method_not_allowed": "Method not allowed",
  conflict: "Conflict",
  gone: "Gone",
  "too_large": "Too large",
  misdirected: "Wrong host name",
  invalid: "Invalid input",
  "too_costly": "Takes too long",
  internal: "Internal error",
  "too_many_requests": "Too many requests",
  unavailable: "Not available now",
};

/** Problem details (RFC 9457), with the faults of single fields and the name under which the log knows the request. */
export const Problem = z.object({
  type: z.string().meta({ format: "uri-reference" }).describe("where the documentation explains this kind of error"),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  errors: z.array(Fault),
  requestId: z.string(),
});
export type Problem = z.infer<typeof Problem>;

/** Every error's name, title and status, for the documentation. */
export function listProblems(): { code: ErrorCode; title: string; status: number }[] {
  return ERROR_CODES.map((code) => ({ code, title: PROBLEM_TITLES[code], status: ERROR_STATUS[code] }));
}
