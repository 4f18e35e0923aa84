import { z } from "zod";
import { type Api, endpoint } from "../endpoint.ts";
import { describeApi } from "../openapi.ts";
import { docsPage } from "./docs_page.tsx";

/** Adds `openapi.json` and `docs`, which describe all routes of the API, including those that are added later. */
export function openApiRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      path: "/openapi.json",
      summary: "This description (OpenAPI 3.1)",
      output: z.record(z.string(), z.unknown()),
    },
    () => describeApi(api),
  );
  endpoint(
    api,
    { method: "get", path: "/docs", summary: "The same for people", produces: "text/html" },
    (_, context) => context.html(docsPage(describeApi(api))),
  );
}
