import type { Hono } from "hono";
import type { Database } from "../../shared/database/handle.ts";
import { validate } from "../../shared/validate.ts";
import { galleryUrl } from "../../images/urls.ts";
import { NewSavedSearch, SavedSearchId } from "./schemas.ts";
import { removeSavedSearch, saveSearch } from "./service.ts";

/** The forms of the list of saved searches beside the gallery. */
export function savedSearchPages(app: Hono, { database }: { database: Database }): void {
  app.post("/searches", validate("form", NewSavedSearch.strip()), async (context) => {
    const { query } = await saveSearch(database, context.req.valid("form"));
    return context.redirect(galleryUrl(query), 303);
  });

  app.post("/searches/:id/delete", validate("param", SavedSearchId), async (context) => {
    await removeSavedSearch(database, context.req.valid("param").id);
    return context.redirect("/", 303);
  });
}
