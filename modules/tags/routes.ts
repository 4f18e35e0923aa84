import { z } from "zod";
import type { Database } from "../shared/database/handle.ts";
import { type Api, endpoint } from "../shared/endpoint.ts";
import { pageOf } from "../shared/page.ts";
import { findCategories } from "./repository.ts";
import { Category, Tag, TagName, TagPage, TagQuery } from "./schemas.ts";
import { getTag } from "./service.ts";
import { listTags } from "./completion/tag_list.ts";
import { vocabularyApi } from "./vocabulary/routes.ts";

export function tagApi(api: Api, { database }: { database: Database }): void {
  endpoint(api, {
    method: "get",
    path: "/tags",
    summary: "Tags whose name begins with `q`, most used first or by name; if there are none, tags with similar names",
    query: TagQuery,
    output: TagPage,
  }, ({ query }) => listTags(database, query));

  endpoint(api, {
    method: "get",
    path: "/tags/:name",
    summary: "One tag, by its name or an alias of it",
    params: z.object({ name: TagName }),
    output: Tag,
  }, ({ params }) => getTag(database, params.name));

  endpoint(api, {
    method: "get",
    path: "/categories",
    summary: "The categories of tags, in their order",
    output: pageOf(Category),
  }, async () => ({ items: await findCategories(database), next: null }));

  vocabularyApi(api, { database });
}
