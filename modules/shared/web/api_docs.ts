import { z } from "zod";
import { type Api, endpoint } from "../endpoint.ts";
import { describeApi } from "../openapi.ts";
import { docsPage } from "./docs_page.tsx";

/** Mounts `/api/openapi.json` and `/api/docs`. Mount it last: it describes what `api` has gathered when it is asked. */
export function openApiRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      path: "/api/openapi.json",
      summary: "This description (OpenAPI 3.1)",
      output: z.record(z.string(), z.unknown()),
    },
    () => describeApi(api.specs),
  );
  endpoint(
    api,
    { method: "get", path: "/api/docs", summary: "The same for people", produces: "text/html" },
    (_, context) => context.html(docsPage(describeApi(api.specs))),
  );
}
