import type { Hono } from "hono";
import { createApp } from "../../modules/app/create_app.ts";
import { type Engine, openEngine } from "../../modules/app/engine.ts";
import { readConfig } from "../../modules/shared/config.ts";
import { createLog } from "../../modules/shared/log.ts";

export interface TestApp {
  app: Hono;
  engine: Engine;
  close(): Promise<void>;
}

/** The whole application on a data directory of its own, without a port. `close()` removes the directory. */
export async function openTestApp(environment: Record<string, string> = {}): Promise<TestApp> {
  const directory = await Deno.makeTempDir({ prefix: "image-tagger-" });
  const config = readConfig({ DATA_DIR: directory, INSPECT_PROCESSES: "1", LOG_LEVEL: "error", ...environment });
  const log = createLog(config.log);
  const engine = await openEngine(config, { log });
  return {
    app: createApp({ ...engine, log }),
    engine,
    close: async () => {
      await engine.close();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

export interface Route {
  method: string;
  path: string;
}

/** Lists the routes of an app without middlewares, each once. */
export function listRoutes(app: Hono): Route[] {
  const routes = app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) =>
    [`${method} ${path}`, { method, path }] as const
  );
  return [...new Map(routes).values()];
}

/** Returns a path that matches the route: `/images/:id` -> `/images/1`. */
export function samplePath({ path }: Route): string {
  return path.replace(/:\w+(\{[^}]*(\{[^}]*\}[^}]*)*\})?/g, "1");
}
