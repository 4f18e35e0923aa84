import type { Hono } from "hono";
import { AppError } from "../errors.ts";

/** Mounts `GET /healthz`, which says that the process answers, and `GET /readyz`, which says that its database does too. */
export function healthRoutes(app: Hono, { ready }: { ready: () => Promise<boolean> }): void {
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/readyz", async (context) => {
    if (!await ready()) throw new AppError("unavailable", "The database does not answer.");
    return context.json({ status: "ready" });
  });
}
