import type { MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import type { DiskSpace } from "../disk.ts";
import { DiskError } from "../errors.ts";

/** Matches requests that need no space: those that change nothing, and those that stop or remove something. */
const HARMLESS = /^(GET|HEAD|OPTIONS|DELETE) |^POST \S*\/(pause|cancel|sign-in|sign-out)$/;

/** Refuses changes while the disk of an embedded database is nearly full, because the database itself could not report it later. */
export function refuseWithoutRoom(disk: Pick<DiskSpace, "shortage">): MiddlewareHandler {
  return createMiddleware(async ({ req }, next) => {
    const shortage = disk.shortage();
    if (shortage !== null && !HARMLESS.test(`${req.method} ${req.path}`)) throw new DiskError(shortage);
    await next();
  });
}
