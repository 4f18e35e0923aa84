import type { Hono } from "hono";
import { AppError } from "../errors.ts";

/** `GET /healthz`: the process answers. */
export function livenessRoute(app: Hono): void {
  app.get("/healthz", (context) => context.json({ status: "ok" }));
}

/** `GET /readyz`: the database answers too. */
export function readinessRoute(app: Hono, { ready }: { ready: () => Promise<boolean> }): void {
  app.get("/readyz", async (context) => {
    if (!await ready()) throw new AppError("unavailable", "The database does not answer.");
    return context.json({ status: "ready" });
  });
}
