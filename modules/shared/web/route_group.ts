import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { Api } from "../endpoint.ts";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { explainError } from "./explain_error.ts";
import { answerProblem, answerProblemPage } from "./problem.tsx";

/** Whom a route serves: `api` serves programs (JSON, problem details), `pages` serves browsers (HTML, forms). */
export type RouteGroup = "api" | "pages";

declare module "hono" {
  interface ContextVariableMap {
    routeGroup: RouteGroup;
  }
}

const API_ROOT = "/api";
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Creates a group for the routes of the JSON API. `guards` run before each route. */
export function apiGroup(log: Log, ...guards: MiddlewareHandler[]): Api {
  const app = groupOf("api", guards);
  app.onError((error, context) => answerProblem(context, explainError(error, context, log)));
  return { app, root: API_ROOT, specs: [] };
}

/** Creates a group for pages and the files that they use. `guards` run before each route. */
export function pageGroup(log: Log, ...guards: MiddlewareHandler[]): Hono {
  const app = groupOf("pages", guards);
  showErrors(app, log);
  return app;
}

/** Makes an app answer errors with pages, for routes that browsers use. */
export function showErrors(app: Hono, log: Log): void {
  app.onError((error, context) => answerProblemPage(context, explainError(error, context, log)));
}

/** Mounts groups whose routes are complete. Pages come last, because they answer all paths that the API does not have. */
export function mountGroups(app: Hono, { api, pages }: { api?: Api; pages?: Hono }): void {
  if (api) mount(app, api.root, api.app, ` ${api.root}/docs lists what there is.`);
  if (pages) mount(app, "/", pages, "");
}

function groupOf(name: RouteGroup, guards: MiddlewareHandler[]): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    context.set("routeGroup", name);
    await next();
  }, ...guards);
  return app;
}

function mount(app: Hono, root: string, group: Hono, advice: string): void {
  group.all("*", (context) => refuseUnknown(app, context, advice));
  app.route(root, group);
}

/** Throws `not_found`, or `method_not_allowed` if the path exists for other methods (RFC 9110, 15.5.6). */
function refuseUnknown(app: Hono, context: Context, advice: string): never {
  const { method, path } = context.req;
  const allowed = METHODS.filter((method) => app.router.match(method, path)[0].some(([[, route]]) => route.method === method));
  if (allowed.length === 0) throw new AppError("not_found", `There is nothing at ${method} ${path}.${advice}`);
  context.header("allow", [...(allowed.includes("GET") ? ["HEAD"] : []), ...allowed].join(", "));
  throw new AppError("method_not_allowed", `${path} does not take ${method}. It takes ${allowed.join(", ")}.${advice}`);
}
