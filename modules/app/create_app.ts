import { Hono } from "hono";
import { contextStorage } from "hono/context-storage";
import { jobPages } from "../crawl/page_routes.tsx";
import { jobApi } from "../crawl/routes.ts";
import { historyPages } from "../history/page_routes.tsx";
import { historyApi } from "../history/routes.ts";
import { fileRoutes } from "../images/file_routes.ts";
import { imageApi } from "../images/routes.ts";
import { imagePages } from "../search/gallery/page_routes.tsx";
import { searchApi } from "../search/routes.ts";
import type { Api } from "../shared/endpoint.ts";
import { AppError } from "../shared/errors.ts";
import type { Log } from "../shared/log.ts";
import { openApiRoutes } from "../shared/web/api_docs.ts";
import { securityHeaders } from "../shared/web/headers.ts";
import { healthRoutes } from "../shared/web/health.ts";
import { navigation } from "../shared/web/navigation.ts";
import { problemRoutes } from "../shared/web/problem.tsx";
import { limitBody, requestLog } from "../shared/web/request.ts";
import { refuseWithoutRoom } from "../shared/web/room.ts";
import { guard } from "../shared/web/security.ts";
import { signInRoutes } from "../shared/web/sign_in.tsx";
import { staticRoutes } from "../shared/web/static_files.ts";
import { tagPages } from "../tags/page_routes.tsx";
import { tagApi } from "../tags/routes.ts";
import type { Engine } from "./engine.ts";
import { historyOf } from "./history.ts";
import { NAVIGATION } from "./navigation.ts";

export type AppDeps = Pick<Engine, "config" | "database" | "storage" | "manager" | "localSecret" | "ready" | "disk"> & {
  log: Log;
};

/** Everything that answers HTTP, without listening: tests use `app.request`. */
export function createApp({ config, database, storage, manager, localSecret, ready, disk, log }: AppDeps): Hono {
  const app = new Hono();
  const api: Api = { app, specs: [] };
  const history = historyOf(database);
  app.use(contextStorage(), requestLog(log), securityHeaders(), guard({ config, localSecret }), limitBody());
  app.use(navigation(NAVIGATION));
  if (database.kind === "embedded") app.use(refuseWithoutRoom(disk));
  problemRoutes(app, { log });
  healthRoutes(app, { ready });
  signInRoutes(app, config);
  staticRoutes(app);
  fileRoutes(app, { database, storage });
  tagApi(api, { database });
  searchApi(api, { database });
  imageApi(api, { database });
  historyApi(api, { history });
  jobApi(api, { manager });
  openApiRoutes(api);
  tagPages(app, { history });
  imagePages(app, { history });
  historyPages(app, { history });
  jobPages(app, { manager });
  return app;
}

/** Answers every request until the engine is open: it may have to wait for its database server. */
export function createStartingApp(log: Log): Hono {
  const app = new Hono();
  app.use(contextStorage(), requestLog(log), securityHeaders());
  problemRoutes(app, { log });
  healthRoutes(app, { ready: () => Promise.resolve(false) });
  app.all("*", () => {
    throw new AppError("unavailable", "Image Tagger is starting: it waits for its database.");
  });
  return app;
}
