import type { Hono } from "hono";
import { z } from "zod";
import type { Database } from "../shared/database/handle.ts";
import { PAGE_LIMIT } from "../shared/page.ts";
import { validate } from "../shared/validate.ts";
import { renderDocument } from "../shared/web/layout.tsx";
import { lastDone } from "./operations/last_done.ts";
import { TagsPage } from "./pages/tags.tsx";
import { findCategories } from "./repository.ts";
import { TagQuery } from "./schemas.ts";
import { listTags } from "./completion/tag_list.ts";
import { vocabularyPages } from "./vocabulary/page_routes.tsx";

const TagsQuery = TagQuery.extend({ limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(PAGE_LIMIT) });

/** The list of tags, a page for each, and their categories. */
export function tagPages(app: Hono, { database }: { database: Database }): void {
  vocabularyPages(app, { database });

  app.get("/tags", validate("query", TagsQuery), async (context) => {
    const query = context.req.valid("query");
    const [page, categories, done] = await Promise.all([
      listTags(database, query),
      findCategories(database),
      lastDone(database, context),
    ]);
    return context.html(renderDocument(<TagsPage query={query} page={page} categories={categories} done={done} />));
  });
}
