import type { Hono } from "hono";
import { AppError } from "../errors.ts";

/** `GET /healthz`: the process answers. `GET /readyz`: so does its database. */
export function healthRoutes(app: Hono, { ready }: { ready: () => Promise<boolean> }): void {
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/readyz", async (context) => {
    if (!await ready()) throw new AppError("unavailable", "The database does not answer.");
    return context.json({ status: "ready" });
  });
}
