import type { Hono } from "hono";
import { z } from "zod";
import type { Database } from "../shared/database/handle.ts";
import { PAGE_LIMIT } from "../shared/page.ts";
import { validate } from "../shared/validate.ts";
import { renderDocument } from "../shared/web/layout.tsx";
import { TagsPage } from "./pages/tags.tsx";
import { findCategories, findTags } from "./repository.ts";
import { TagQuery } from "./schemas.ts";

const TagsQuery = TagQuery.extend({ limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(PAGE_LIMIT) });

export function tagPages(app: Hono, { database }: { database: Database }): void {
  app.get("/tags", validate("query", TagsQuery), async (context) => {
    const query = context.req.valid("query");
    const [page, categories] = await Promise.all([findTags(database, query), findCategories(database)]);
    return context.html(renderDocument(<TagsPage query={query} page={page} categories={categories} />));
  });
}
