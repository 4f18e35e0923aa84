import type { Context, Hono } from "hono";
import { z } from "zod";
import type { Database } from "../../shared/database/handle.ts";
import { expectErrors, faultText } from "../../shared/expected_errors.ts";
import { parse, validate } from "../../shared/validate.ts";
import { renderDocument } from "../../shared/web/layout.tsx";
import type { History } from "../../history/history.ts";
import { backWith, lastOperation } from "../../history/last_operation.ts";
import { OperationQuery } from "../../history/schemas.ts";
import { listOperations } from "../../history/service.ts";
import { TagText } from "../../tags/tag_text.ts";
import { editImageFields } from "../../images/fields/service.ts";
import { ImageDetails } from "./pages/image.tsx";
import type { TagFormState } from "./pages/tag_section.tsx";
import { type Image, ImageEdit, ImageId } from "../../images/schemas.ts";
import { ImageQuery } from "../schemas.ts";
import type { Neighbours } from "../find/neighbours.ts";
import { searchNeighbours } from "../service.ts";
import { editImageTags, getImage } from "../../images/service.ts";
import { imageUrl } from "../../images/urls.ts";

const OPERATIONS_SHOWN = 10;

const PageOfImage = ImageQuery.pick({ q: true });
const QueryField = z.object({ q: z.string().default("") });
const TagForm = QueryField.extend({ add: z.string().default(""), remove: z.string().default("") });
const FieldsForm = QueryField.extend({ note: z.string(), rating: z.enum(["", "1", "2", "3", "4", "5"]).default("") });

type Dependencies = { history: History };

/** The page of an image, and its forms. */
export function imagePage(app: Hono, { history }: Dependencies): void {
  const { database } = history;
  app.get("/images/:id", validate("param", ImageId), validate("query", PageOfImage), async (context) => {
    return await showImage(context, history, context.req.valid("param").id, context.req.valid("query").q);
  });

  app.post("/images/:id/tags", validate("param", ImageId), validate("form", TagForm), async (context) => {
    const { id } = context.req.valid("param");
    const { q, add, remove } = context.req.valid("form");
    const done = await expectErrors(["invalid"], () => {
      const change = { add: parse(TagText, add), remove: parse(TagText, remove) };
      return editImageTags(database, [id], { ...change, dryRun: false });
    });
    if ("error" in done) return await showImage(context, history, id, q, { typed: add, fault: faultText(done.error) });
    return context.redirect(backWith(imageUrl(id, q), done.result.operation), 303);
  });

  app.post("/images/:id/fields", validate("param", ImageId), validate("form", FieldsForm), async (context) => {
    const { id } = context.req.valid("param");
    const { q, note, rating } = context.req.valid("form");
    // Forms send line breaks as CR LF.
    const edit = { note: note.replaceAll("\r\n", "\n"), rating: rating === "" ? null : Number(rating) };
    const changed = differenceOf(await getImage(database, id), edit);
    const operation = changed === null ? null : await editImageFields(database, id, parse(ImageEdit, changed));
    return context.redirect(backWith(imageUrl(id, q), operation), 303);
  });

  for (const [action, trashed] of [["trash", true], ["restore", false]] as const) {
    app.post(`/images/:id/${action}`, validate("param", ImageId), validate("form", QueryField), async (context) => {
      const { id } = context.req.valid("param");
      const back = imageUrl(id, context.req.valid("form").q);
      return context.redirect(backWith(back, await editImageFields(database, id, { trashed })), 303);
    });
  }
}

/** Returns the fields that change. The form sends both, but the operation must only name those. */
function differenceOf(image: Pick<Image, "note" | "rating">, edit: { note: string; rating: number | null }): ImageEdit | null {
  const changed = {
    ...(edit.note === image.note ? {} : { note: edit.note }),
    ...(edit.rating === image.rating ? {} : { rating: edit.rating }),
  };
  return Object.keys(changed).length === 0 ? null : changed;
}

async function showImage(context: Context, history: History, id: number, query: string, tagForm?: TagFormState) {
  const { database } = history;
  const [image, neighbours, { items }, done] = await Promise.all([
    getImage(database, id),
    neighboursOf(database, id, query),
    listOperations(history, OperationQuery.parse({ image: id, limit: OPERATIONS_SHOWN })),
    lastOperation(history, context),
  ]);
  const page = (
    <ImageDetails image={image} query={query} neighbours={neighbours} operations={items} done={done} tagForm={tagForm} />
  );
  return context.html(renderDocument(page), tagForm ? 422 : 200);
}

/** Returns null if the query is malformed or too costly, or the database is unavailable. Then the image is shown without neighbours. */
async function neighboursOf(database: Database, id: number, query: string): Promise<Neighbours | null> {
  const found = await expectErrors(["malformed", "too_costly", "unavailable"], () => searchNeighbours(database, id, query));
  return "result" in found ? found.result : null;
}
