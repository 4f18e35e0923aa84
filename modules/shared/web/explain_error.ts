import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { sqlState } from "../database/handle.ts";
import { AppError, ERROR_CODES, ERROR_STATUS } from "../errors.ts";
import type { Log } from "../log.ts";

/** Statement timeout, lock timeout, deadlock, no connection, out of resources, shutting down: it may work in a moment. */
const PASSING_STATE = /^(57014|57P0[1-5]|40001|40P01|55000|55P03|3D000|08...|28...|53...)$/;
/** Text or numbers that PostgreSQL cannot hold: U+0000, half of a surrogate pair, a number out of range. */
const UNSTORABLE_STATE = /^(22021|22P05|22P02|22003)$/;

/** What a caller may know of an error that a route threw. A defect is logged, and the caller learns the request's id alone. */
export function explainError(error: Error, context: Context, log: Log): AppError {
  if (error instanceof AppError && error.code !== "internal") return error;
  if (error instanceof HTTPException && error.status < 500) return explainHttp(error);
  const state = sqlState(error);
  const fields = { error, requestId: context.get("requestId") };
  if (state !== null && PASSING_STATE.test(state)) {
    log.warning(`The database did not answer in time (${state})`, fields);
    return new AppError("unavailable", "The database is busy or restarting. Try again in a moment.");
  }
  if (state !== null && UNSTORABLE_STATE.test(state)) {
    log.warning(`The database refused a value (${state})`, fields);
    return new AppError("invalid", "A value cannot be stored: it holds a character or a number that the database does not take.");
  }
  log.error(`${context.req.method} ${context.req.path} failed`, fields);
  return new AppError("internal", "Something went wrong here. The log of the server tells more under this request's id.");
}

function explainHttp(error: HTTPException): AppError {
  const code = ERROR_CODES.find((code) => ERROR_STATUS[code] === error.status) ?? "malformed";
  const isJson = code === "malformed" && /json/i.test(error.message);
  return new AppError(
    code,
    isJson ? "The body is not JSON: it cannot be read. Check quotes, commas and brackets." : error.message,
  );
}
