import type { Hono } from "hono";
import { z } from "zod";
import { PAGE_LIMIT } from "../shared/page.ts";
import { validate } from "../shared/validate.ts";
import { renderDocument } from "../shared/web/layout.tsx";
import type { History } from "../history/history.ts";
import { lastOperation } from "../history/last_operation.ts";
import { TagsPage } from "./pages/tags.tsx";
import { findCategories } from "./repository.ts";
import { TagQuery } from "./schemas.ts";
import { listTags } from "./completion/tag_list.ts";
import { vocabularyPages } from "./vocabulary/page_routes.tsx";

const TagsQuery = TagQuery.extend({ limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(PAGE_LIMIT) });

type Dependencies = { history: History };

/** Routes of the pages about tags: the list of tags, the page of one tag, and the categories. */
export function tagPages(app: Hono, { history }: Dependencies): void {
  const { database } = history;
  vocabularyPages(app, { history });

  app.get("/tags", validate("query", TagsQuery), async (context) => {
    const query = context.req.valid("query");
    const [page, categories, done] = await Promise.all([
      listTags(database, query),
      findCategories(database),
      lastOperation(history, context),
    ]);
    return context.html(renderDocument(<TagsPage query={query} page={page} categories={categories} done={done} />));
  });
}
