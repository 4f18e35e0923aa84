import type { Context, Hono } from "hono";
import { z } from "zod";
import { expectErrors, faultText } from "../../shared/expected_errors.ts";
import { ERROR_STATUS } from "../../shared/errors.ts";
import { validate } from "../../shared/validate.ts";
import { renderDocument } from "../../shared/web/layout.tsx";
import type { History } from "../../history/history.ts";
import { backWith, lastOperation } from "../../history/last_operation.ts";
import { findCategories } from "../repository.ts";
import { TagName } from "../schemas.ts";
import { getTag } from "../service.ts";
import { tagPageUrl } from "../urls.ts";
import { getAliases } from "./aliases.ts";
import { categoryPages } from "./category_page_routes.tsx";
import { getImplications } from "./implications.ts";
import { ConfirmPage } from "./pages/confirm.tsx";
import { type FormFault, TagPage } from "./pages/tag.tsx";
import { NewTag } from "./schemas.ts";
import { isQuestion, runTagForm, TagForm } from "./tag_forms.ts";
import { createTag } from "./tags.ts";

// The name is in the query and not in the path, because a tag may be named "..".
const TagOfPage = z.object({ name: TagName });

type Dependencies = { history: History };

/** Routes of the page of one tag with its forms, of the form for a new tag, and of the categories. */
export function vocabularyPages(app: Hono, { history }: Dependencies): void {
  const { database } = history;
  app.get("/tag", validate("query", TagOfPage), async (context) => {
    return await showTag(context, history, context.req.valid("query").name);
  });

  app.post("/tag", validate("form", TagForm), async (context) => {
    const form = context.req.valid("form");
    const done = await expectErrors(["invalid", "conflict", "not_found"], () => runTagForm(database, form));
    if ("error" in done) {
      const fault = { act: form.act, fault: faultText(done.error), status: ERROR_STATUS[done.error.code] };
      return await showTag(context, history, form.name, fault);
    }
    if (isQuestion(form)) return context.html(renderDocument(<ConfirmPage form={form} effect={done.result} />));
    const goal = form.act === "merge"
      ? tagPageUrl(form.into)
      : done.result.tag === null
      ? "/tags"
      : tagPageUrl(done.result.tag.name);
    return context.redirect(backWith(goal, done.result.operation), 303);
  });

  app.post("/tags", validate("form", NewTag.strip()), async (context) => {
    const { tag, operation } = await createTag(database, context.req.valid("form"));
    return context.redirect(backWith(tagPageUrl(tag?.name ?? ""), operation), 303);
  });

  categoryPages(app, { history });
}

async function showTag(context: Context, history: History, name: string, fault?: FormFault): Promise<Response> {
  const { database } = history;
  const tag = await getTag(database, name);
  if (tag.name !== name && fault === undefined) return context.redirect(tagPageUrl(tag.name));
  const [aliases, implications, categories, done] = await Promise.all([
    getAliases(database, tag.name),
    getImplications(database, tag.name),
    findCategories(database),
    lastOperation(history, context),
  ]);
  const page = (
    <TagPage tag={tag} aliases={aliases} implications={implications} categories={categories} done={done} fault={fault} />
  );
  return context.html(renderDocument(page), fault?.status ?? 200);
}
