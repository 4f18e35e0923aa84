import { Hono } from "hono";
import type { Api } from "../../modules/shared/endpoint.ts";
import type { Database } from "../../modules/shared/database/handle.ts";
import { historyApi } from "../../modules/history/routes.ts";
import { imageApi } from "../../modules/images/routes.ts";
import { searchApi } from "../../modules/search/routes.ts";
import { createLog } from "../../modules/shared/log.ts";
import { apiGroup, mountGroups } from "../../modules/shared/web/route_group.ts";
import { tagApi } from "../../modules/tags/routes.ts";
import { testHistory } from "./history.ts";

export interface Answer {
  status: number;
  // deno-lint-ignore no-explicit-any -- each test checks the answer that it expects
  body: any;
}

/** Makes an app with these API routes and the error handler of the API. */
export function appOf(mount: (api: Api) => void): Hono {
  const app = new Hono();
  const api = apiGroup(createLog({ level: "error", format: "text" }));
  mount(api);
  mountGroups(app, { api });
  return app;
}

/** Returns a function that requests these API routes with a method, a path and a value for the JSON body. */
export function apiOf(mount: (api: Api) => void): (method: string, path: string, body?: unknown) => Promise<Answer> {
  const app = appOf(mount);
  return async (method, path, body) => {
    const json = {
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { "content-type": "application/json" },
    };
    const response = await app.request(path, { method, ...(body === undefined ? {} : json) });
    return { status: response.status, body: await response.json() };
  };
}

/** Returns a function that requests the API of images, tags, searches and the history. */
export function libraryApi(database: Database): ReturnType<typeof apiOf> {
  return apiOf((api) => {
    tagApi(api, { database });
    searchApi(api, { database });
    imageApi(api, { database });
    historyApi(api, { history: testHistory(database) });
  });
}
