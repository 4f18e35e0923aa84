import { AppError, DiskError, messageOf } from "../errors.ts";
import { sqlState } from "./handle.ts";

/** SQLSTATE: no connection, not authorised, no such database, too many connections, shutting down or starting. */
const UNREACHABLE_STATE = /^(08...|28...|3D000|53300|57P0[1-5])$/;
/** SQLSTATE classes: rolled back, out of resources, not in that state now, operator, system, no connection. */
const PASSING_STATE = /^(40|53|55|57|58|08)/;
const DISK_FULL_STATE = "53100";
/** Codes of the system, and what the driver says in words alone. */
const UNREACHABLE_CODE = /^(ECONN|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|ENOENT)/;
const DRIVER_SAYS =
  /^(Connection terminated|The connection has ended|timeout expired|timeout exceeded|Query read timeout|Client (has encountered|was closed)|Cannot use a pool)/;

/** What a driver's error means: `unavailable` where the database cannot be reached, `DiskError` where its disk is full, or itself. */
export function databaseError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const state = sqlState(error);
  if (state === DISK_FULL_STATE) {
    return new DiskError(`The database's disk is full: ${messageOf(error)}`, { cause: error });
  }
  const code = "code" in error ? String(error.code) : "";
  const isUnreachable = state === null
    ? UNREACHABLE_CODE.test(code) || DRIVER_SAYS.test(error.message)
    : UNREACHABLE_STATE.test(state);
  if (!isUnreachable) return error;
  const detail = [code, messageOf(error)].filter((text) => text !== "").join(": ");
  return new AppError("unavailable", `The database cannot be reached (${detail})`, { cause: error });
}

/** Whether the same work may succeed later: the database is away, busy or out of room, which is not the fault of the work. */
export function isPassing(error: unknown): boolean {
  return error instanceof AppError ? error.code === "unavailable" : PASSING_STATE.test(sqlState(error) ?? "");
}

/** Runs a driver's work; what it throws is said in the program's terms. */
export async function reachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw databaseError(error);
  }
}
