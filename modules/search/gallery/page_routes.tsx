import type { Context, Hono } from "hono";
import { z } from "zod";
import { AppError, ERROR_CODES } from "../../shared/errors.ts";
import { expectErrors, faultText } from "../../shared/expected_errors.ts";
import { PAGE_LIMIT } from "../../shared/page.ts";
import { parse, validate } from "../../shared/validate.ts";
import type { Database } from "../../shared/database/handle.ts";
import { renderDocument } from "../../shared/web/layout.tsx";
import { findTags } from "../../tags/repository.ts";
import { TagQuery } from "../../tags/schemas.ts";
import { TagText } from "../../tags/tag_text.ts";
import type { History } from "../../history/history.ts";
import { backWith, lastOperation } from "../../history/last_operation.ts";
import type { OperationResult } from "../../tags/schemas.ts";
import { GalleryPage, type GalleryResult } from "./pages/gallery.tsx";
import { listSavedSearches } from "../saved/repository.ts";
import { ImageId } from "../../images/schemas.ts";
import { ImageQuery } from "../schemas.ts";
import { searchFaultOf } from "../grammar/check.ts";
import { findFacets } from "../find/facets.ts";
import type { ResultTag } from "../find/tag_count_repository.ts";
import { searchImages } from "../service.ts";
import { bulkTag } from "./service.ts";
import { galleryUrl } from "../../images/urls.ts";

/** A multiple of the usual numbers of columns, so that the last row is full. */
const TILES = 60;
const TAGS_SHOWN = 40;

const GalleryQuery = ImageQuery.extend({ limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(TILES) });
const BulkForm = z.object({
  q: z.string().default(""),
  ids: z.union([z.array(z.string()), z.string().transform((id) => [id])]).default([]),
  tags: z.string().default(""),
  action: z.enum(["add", "remove"]),
});
type Dependencies = { history: History };

/** The gallery, and the form that edits the tags of selected images. */
export function galleryPages(app: Hono, { history }: Dependencies): void {
  const { database } = history;

  app.get("/", validate("query", GalleryQuery), async (context) => {
    return await showGallery(context, history, context.req.valid("query"));
  });

  app.post("/images/tags", validate("form", BulkForm), async (context) => {
    const { q, ids, tags, action } = context.req.valid("form");
    const done = await expectErrors(["invalid"], () => tagSelected(database, ids, tags, action));
    if ("error" in done) return await showGallery(context, history, GalleryQuery.parse({ q }), faultText(done.error));
    return context.redirect(backWith(galleryUrl(q), done.result.operation), 303);
  });
}

async function tagSelected(database: Database, ids: string[], tags: string, action: "add" | "remove"): Promise<OperationResult> {
  if (ids.length === 0) throw new AppError("invalid", "No image is ticked. Tick the images that the tags are for.");
  const select = { ids: parse(z.array(ImageId.shape.id), ids) };
  return await bulkTag(database, { select, add: [], remove: [], [action]: parse(TagText, tags), dryRun: false });
}

async function showGallery(context: Context, history: History, query: ImageQuery, notice?: string): Promise<Response> {
  const { database } = history;
  const [result, tags, searches, done] = await Promise.all([
    searchOrFault(database, query),
    tagsBeside(database, query),
    listSavedSearches(database),
    lastOperation(history, context),
  ]);
  const status = notice !== undefined ? 422 : "fault" in result ? 400 : "refused" in result ? 422 : 200;
  const page = <GalleryPage query={query} result={result} tags={tags} searches={searches} done={done} notice={notice} />;
  return context.html(renderDocument(page), status);
}

/** Returns the tags of the result, or those of the whole library if the search is empty or fails. */
async function tagsBeside(database: Database, { q }: ImageQuery): Promise<ResultTag[]> {
  if (q !== "") {
    const facets = await expectErrors(ERROR_CODES, () => findFacets(database, q, TAGS_SHOWN));
    if ("result" in facets) return facets.result.tags;
  }
  const { items } = await findTags(database, TagQuery.parse({ limit: TAGS_SHOWN }));
  return items.map(({ name, category, colour, imageCount }) => ({ name, category, colour, count: imageCount }));
}

async function searchOrFault(database: Database, query: ImageQuery): Promise<GalleryResult> {
  const found = await expectErrors(["malformed", "too_costly", "unavailable"], () => searchImages(database, query));
  if ("result" in found) return found.result;
  const { error } = found;
  if (error.code !== "malformed") return { refused: error.message };
  if (error.faults[0]?.path !== "q") throw error;
  return { fault: searchFaultOf(error, query.q) };
}
