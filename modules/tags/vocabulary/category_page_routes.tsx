import type { Hono } from "hono";
import { z } from "zod";
import type { Database } from "../../shared/database/handle.ts";
import { parse, validate } from "../../shared/validate.ts";
import { renderDocument } from "../../shared/web/layout.tsx";
import type { History } from "../../history/history.ts";
import { backWith, lastOperation } from "../../history/last_operation.ts";
import { findCategories } from "../repository.ts";
import { createCategory, editCategory, removeCategory } from "./categories.ts";
import { CategoriesPage } from "./pages/categories.tsx";
import { CategoryChange, CategoryDeletion, CategoryId, NewCategory } from "./schemas.ts";

const id = CategoryId.shape.id;
const CategoryForm = z.discriminatedUnion("act", [
  z.object({ act: z.literal("create"), name: z.string(), colour: z.string() }),
  z.object({ act: z.literal("edit"), id, name: z.string(), colour: z.string(), position: z.coerce.number() }),
  z.object({ act: z.literal("delete"), id, into: z.string().default("") }),
]);
type CategoryForm = z.infer<typeof CategoryForm>;

type Dependencies = { history: History };

/** Routes of the page that lists and edits the categories of tags. */
export function categoryPages(app: Hono, { history }: Dependencies): void {
  const { database } = history;
  app.get("/categories", async (context) => {
    const [categories, done] = await Promise.all([findCategories(database), lastOperation(history, context)]);
    return context.html(renderDocument(<CategoriesPage categories={categories} done={done} />));
  });

  app.post("/categories", validate("form", CategoryForm), async (context) => {
    const { operation } = await runForm(database, context.req.valid("form"));
    return context.redirect(backWith("/categories", operation), 303);
  });
}

async function runForm(database: Database, form: CategoryForm) {
  switch (form.act) {
    case "create":
      return await createCategory(database, parse(NewCategory, { name: form.name, colour: form.colour }));
    case "edit": {
      const { name, colour, position } = form;
      return await editCategory(database, form.id, parse(CategoryChange, { name, colour, position }));
    }
    case "delete":
      return await removeCategory(database, form.id, parse(CategoryDeletion, form.into === "" ? {} : { into: form.into }));
  }
}
