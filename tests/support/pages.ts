import { Hono } from "hono";
import { createLog } from "../../modules/shared/log.ts";
import { mountGroups, pageGroup } from "../../modules/shared/web/route_group.ts";

export interface PageAnswer {
  status: number;
  location: string | null;
  html: string;
}

export interface Pages {
  get: (path: string) => Promise<PageAnswer>;
  post: (path: string, fields: [string, string][] | Record<string, string>) => Promise<PageAnswer>;
}

/** Returns a function that requests these pages, with the error handler of pages, like a browser without scripts. */
export function pagesOf(mount: (app: Hono) => void): Pages {
  const app = new Hono();
  const pages = pageGroup(createLog({ level: "error", format: "text" }));
  mount(pages);
  mountGroups(app, { pages });
  const headers = { accept: "text/html" };
  return {
    get: async (path) => await read(await app.request(path, { headers })),
    post: async (path, fields) =>
      await read(await app.request(path, { method: "POST", body: new URLSearchParams(fields), headers })),
  };
}

async function read(response: Response): Promise<PageAnswer> {
  return { status: response.status, location: response.headers.get("location"), html: await response.text() };
}
