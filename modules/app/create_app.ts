import { Hono } from "hono";
import { contextStorage } from "hono/context-storage";
import { jobPages } from "../crawl/page_routes.tsx";
import { jobApi } from "../crawl/routes.ts";
import { historyPages } from "../history/page_routes.tsx";
import { historyApi } from "../history/routes.ts";
import { fileRoutes } from "../images/file_routes.ts";
import { imageApi } from "../images/routes.ts";
import { searchPages } from "../search/page_routes.tsx";
import { searchApi } from "../search/routes.ts";
import { AppError } from "../shared/errors.ts";
import type { Log } from "../shared/log.ts";
import { openApiRoutes } from "../shared/web/api_docs.ts";
import { securityHeaders } from "../shared/web/headers.ts";
import { helpRoutes } from "../shared/web/help.tsx";
import { livenessRoute, readinessRoute } from "../shared/web/health.ts";
import { navigation } from "../shared/web/navigation.ts";
import { limitBody, requestLog } from "../shared/web/request.ts";
import { refuseWithoutRoom } from "../shared/web/room.ts";
import { apiGroup, mountGroups, pageGroup, showErrors } from "../shared/web/route_group.ts";
import { guardsOf } from "../shared/web/security.ts";
import { signInRoute, signOutRoute } from "../shared/web/sign_in.tsx";
import { staticRoutes } from "../shared/web/static_files.ts";
import { tagPages } from "../tags/page_routes.tsx";
import { tagApi } from "../tags/routes.ts";
import { taskPages } from "../tasks/page_routes.tsx";
import { taskApi } from "../tasks/routes.ts";
import type { Engine } from "./engine.ts";
import { HELP_PAGES } from "./help/pages.ts";
import { historyOf } from "./history.ts";
import { NAVIGATION } from "./navigation.ts";

export type AppDeps = Pick<Engine, "config" | "database" | "storage" | "manager" | "tasks" | "localSecret" | "ready" | "disk"> & {
  log: Log;
};

/** Creates the application that answers HTTP requests. It does not listen, so that tests can use `app.request`. */
export function createApp({ config, database, storage, manager, tasks, localSecret, ready, disk, log }: AppDeps): Hono {
  const { host, token, sender } = guardsOf({ config, localSecret });
  const room = database.kind === "embedded" ? [refuseWithoutRoom(disk)] : [];
  const guards = [host, token, sender, limitBody(), navigation(NAVIGATION), ...room];

  const history = historyOf(database);
  const api = apiGroup(log, ...guards);
  tagApi(api, { database });
  searchApi(api, { database });
  imageApi(api, { database });
  historyApi(api, { history });
  jobApi(api, { manager });
  taskApi(api, { tasks });
  openApiRoutes(api);

  const pages = pageGroup(log, ...guards);
  readinessRoute(pages, { ready });
  signOutRoute(pages);
  staticRoutes(pages);
  fileRoutes(pages, { database, storage });
  tagPages(pages, { history });
  searchPages(pages, { history });
  historyPages(pages, { history });
  jobPages(pages, { manager });
  taskPages(pages, { tasks });
  helpRoutes(pages, HELP_PAGES);

  const app = outerApp(log);
  // These two routes need no token: a health check has none, and a person signs in to get one.
  app.get("/healthz", host);
  livenessRoute(app);
  app.post("/sign-in", host, sender, limitBody());
  signInRoute(app, config);
  mountGroups(app, { api, pages });
  return app;
}

/** Creates the application that answers until the engine is open, which may have to wait for its database server. */
export function createStartingApp(log: Log): Hono {
  const [api, pages] = [apiGroup(log), pageGroup(log)];
  readinessRoute(pages, { ready: () => Promise.resolve(false) });
  for (const group of [api.app, pages]) {
    group.all("*", () => {
      throw new AppError("unavailable", "Image Tagger is starting and waits for its database. Try again in a moment.");
    });
  }
  const app = outerApp(log);
  livenessRoute(app);
  mountGroups(app, { api, pages });
  return app;
}

/** Creates an application with what all groups share: the request log, security headers and error pages. */
function outerApp(log: Log): Hono {
  const app = new Hono();
  app.use(contextStorage(), requestLog(log), securityHeaders());
  showErrors(app, log);
  return app;
}
