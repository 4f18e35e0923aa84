import { AppError, DiskError, messageOf } from "../errors.ts";
import { sqlState } from "./handle.ts";

/** SQLSTATEs for: no connection, not authorised, no such database, too many connections, shutting down or starting. */
const UNREACHABLE_STATE = /^(08...|28...|3D000|53300|57P0[1-5])$/;
/** SQLSTATE classes: rolled back, out of resources, not in that state now, operator, system, no connection. */
const PASSING_STATE = /^(40|53|55|57|58|08)/;
const DISK_FULL_STATE = "53100";
/** Error codes of the operating system. */
const UNREACHABLE_CODE = /^(ECONN|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|ENOENT)/;
/** Messages of the driver, which have no code. */
const UNREACHABLE_MESSAGE =
  /^(Connection terminated|The connection has ended|timeout expired|timeout exceeded|Query read timeout|Client (has encountered|was closed)|Cannot use a pool)/;

/** Converts a driver's error: to `unavailable` if the database cannot be reached, to `DiskError` if its disk is full. */
export function databaseError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const state = sqlState(error);
  if (state === DISK_FULL_STATE) {
    return new DiskError(`The database's disk is full: ${messageOf(error)}`, { cause: error });
  }
  const code = "code" in error ? String(error.code) : "";
  const isUnreachable = state === null
    ? UNREACHABLE_CODE.test(code) || UNREACHABLE_MESSAGE.test(error.message)
    : UNREACHABLE_STATE.test(state);
  if (!isUnreachable) return error;
  const detail = [code, messageOf(error)].filter((text) => text !== "").join(": ");
  return new AppError("unavailable", `The database cannot be reached (${detail})`, { cause: error });
}

/** Whether the same work may succeed later: the database is away, busy or out of room, which is not the fault of the work. */
export function isPassing(error: unknown): boolean {
  return error instanceof AppError ? error.code === "unavailable" : PASSING_STATE.test(sqlState(error) ?? "");
}

/** Runs work of the driver and converts its errors by `databaseError()`. */
export async function reachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw databaseError(error);
  }
}
