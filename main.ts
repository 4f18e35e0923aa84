import { Hono } from "hono";
import { contextStorage } from "hono/context-storage";
import { type Engine, openEngine } from "./modules/crawl/engine.ts";
import { jobPages } from "./modules/crawl/page_routes.tsx";
import { jobApi } from "./modules/crawl/routes.ts";
import { fileRoutes } from "./modules/images/files.ts";
import { imagePages } from "./modules/images/page_routes.tsx";
import { imageApi } from "./modules/images/routes.ts";
import { readConfig, Settings } from "./modules/shared/config.ts";
import type { Api } from "./modules/shared/endpoint.ts";
import { AppError } from "./modules/shared/errors.ts";
import { createLog, type Log } from "./modules/shared/log.ts";
import { openApiRoutes } from "./modules/shared/web/api_docs.ts";
import { securityHeaders } from "./modules/shared/web/headers.ts";
import { healthRoutes } from "./modules/shared/web/health.ts";
import { problemRoutes } from "./modules/shared/web/problem.tsx";
import { limitBody, requestLog } from "./modules/shared/web/request.ts";
import { refuseWithoutRoom } from "./modules/shared/web/room.ts";
import { guard } from "./modules/shared/web/security.ts";
import { checkAddress, listen, stopOnSignal } from "./modules/shared/web/server.ts";
import { signInRoutes } from "./modules/shared/web/sign_in.tsx";
import { staticRoutes } from "./modules/shared/web/static_files.ts";
import { tagPages } from "./modules/tags/page_routes.tsx";
import { tagApi } from "./modules/tags/routes.ts";

export type AppDeps = Pick<Engine, "config" | "database" | "storage" | "manager" | "localSecret" | "ready" | "disk"> & {
  log: Log;
};

/** Everything that answers HTTP, without listening: tests use `app.request`. */
export function createApp({ config, database, storage, manager, localSecret, ready, disk, log }: AppDeps): Hono {
  const app = new Hono();
  const api: Api = { app, specs: [] };
  app.use(contextStorage(), requestLog(log), securityHeaders(), guard({ config, localSecret }), limitBody());
  if (database.kind === "embedded") app.use(refuseWithoutRoom(disk));
  problemRoutes(app, { log });
  healthRoutes(app, { ready });
  signInRoutes(app, config);
  staticRoutes(app);
  fileRoutes(app, { database, storage });
  tagApi(api, { database });
  imageApi(api, { database });
  jobApi(api, { manager });
  openApiRoutes(api);
  tagPages(app, { database });
  imagePages(app, { database });
  jobPages(app, { manager });
  return app;
}

/** Answers every request until the engine is open: it may have to wait for its database server. */
function startingApp(log: Log): Hono {
  const app = new Hono();
  app.use(contextStorage(), requestLog(log), securityHeaders());
  problemRoutes(app, { log });
  healthRoutes(app, { ready: () => Promise.resolve(false) });
  app.all("*", () => {
    throw new AppError("unavailable", "Image Tagger is starting: it waits for its database.");
  });
  return app;
}

async function start(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.log);
  logDefects(log);
  checkAddress(config);
  let app = startingApp(log);
  const running: { engine?: Engine } = {};
  const server = listen({ fetch: (request, ...rest) => app.fetch(request, ...rest) }, config);
  stopOnSignal(() => server.stop(async () => await running.engine?.stopJobs(), async () => await running.engine?.close()));
  const engine = running.engine = await openEngine(config, { log, waitMilliseconds: Infinity });
  app = createApp({ ...engine, log });
  await engine.setAddress(server.address);
  print(`Image Tagger is at ${server.address}`);
}

/** An error that nobody looks after is a defect, in a library perhaps; it must not take down what everybody else is doing. */
function logDefects(log: Log): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log.error("A defect: nobody handled a rejection", { error: event.reason });
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    log.error("A defect: nobody caught an error", {
      error: event.error ?? event.message,
      at: `${event.filename}:${event.lineno}`,
    });
  });
}

function help(): string {
  const settings = Object.entries(Settings.shape).map(([key, { description }]) => `  ${key.padEnd(28)}${description}`);
  return ["Serves Image Tagger until Ctrl-C.", "", "Settings (environment, or a file .env here):", ...settings].join("\n");
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
}

function refuse(error: unknown): never {
  if (!(error instanceof AppError)) throw error;
  Deno.stderr.writeSync(new TextEncoder().encode(`Image Tagger cannot start:\n${error.message}\n`));
  Deno.exit(error.code === "invalid" ? 2 : 1);
}

if (import.meta.main && Deno.args.includes("--help")) print(help());
else if (import.meta.main) await start().catch(refuse);
