import type { Context, Hono } from "hono";
import { z } from "zod";
import { AppError, type ErrorCode } from "../shared/errors.ts";
import { PAGE_LIMIT } from "../shared/page.ts";
import { parse, validate } from "../shared/validate.ts";
import type { Database } from "../shared/database/handle.ts";
import { renderDocument } from "../shared/web/layout.tsx";
import { findTags } from "../tags/repository.ts";
import { TagQuery } from "../tags/schemas.ts";
import { TagText } from "../tags/tag_text.ts";
import { GalleryPage } from "./pages/gallery.tsx";
import { ImageDetails } from "./pages/image.tsx";
import type { TagFormState } from "./pages/tag_section.tsx";
import { galleryUrl, imageUrl } from "./urls.ts";
import { ImageId, type ImagePage, ImageQuery } from "./schemas.ts";
import { findNeighbours, type Neighbours, searchImages } from "./search/service.ts";
import { bulkTag, getImage } from "./service.ts";

/** A multiple of every usual number of columns, so that the last row is full. */
const TILES = 60;
const TAGS_SHOWN = 40;
/** Ways in which a search itself is at fault. */
const UNANSWERED: readonly ErrorCode[] = ["malformed", "invalid", "too_costly"];

const GalleryQuery = ImageQuery.extend({ limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(TILES) });
const PageOfImage = ImageQuery.pick({ q: true });
const TagForm = z.object({ q: z.string().default(""), add: z.string().default(""), remove: z.string().default("") });
const BulkForm = z.object({
  q: z.string().default(""),
  ids: z.union([z.array(z.string()), z.string().transform((id) => [id])]).default([]),
  tags: z.string().default(""),
  action: z.enum(["add", "remove"]),
});
type Dependencies = { database: Database };

/** The gallery, an image's page, and the forms on both. */
export function imagePages(app: Hono, { database }: Dependencies): void {
  app.get("/", validate("query", GalleryQuery), async (context) => {
    return await showGallery(context, database, context.req.valid("query"));
  });

  app.get("/images/:id", validate("param", ImageId), validate("query", PageOfImage), async (context) => {
    return await showImage(context, database, context.req.valid("param").id, context.req.valid("query").q);
  });

  app.post("/images/tags", validate("form", BulkForm), async (context) => {
    const { q, ids, tags, action } = context.req.valid("form");
    const fault = await faultOf(() => tagSelected(database, ids, tags, action));
    if (fault === null) return context.redirect(galleryUrl(q), 303);
    return await showGallery(context, database, GalleryQuery.parse({ q }), fault);
  });

  app.post("/images/:id/tags", validate("param", ImageId), validate("form", TagForm), async (context) => {
    const { id } = context.req.valid("param");
    const { q, add, remove } = context.req.valid("form");
    const fault = await faultOf(() => {
      const change = { add: parse(TagText, add), remove: parse(TagText, remove) };
      return bulkTag(database, { select: { ids: [id] }, ...change, dryRun: false });
    });
    if (fault === null) return context.redirect(imageUrl(id, q), 303);
    return await showImage(context, database, id, q, { typed: add, fault });
  });
}

async function tagSelected(database: Database, ids: string[], tags: string, action: "add" | "remove"): Promise<unknown> {
  if (ids.length === 0) throw new AppError("invalid", "No image is ticked. Tick the images that the tags are for.");
  const select = { ids: parse(z.array(ImageId.shape.id), ids) };
  return await bulkTag(database, { select, add: [], remove: [], [action]: parse(TagText, tags), dryRun: false });
}

async function showGallery(context: Context, database: Database, query: ImageQuery, notice?: string): Promise<Response> {
  const [result, { items }] = await Promise.all([
    searchOrFault(database, query),
    findTags(database, TagQuery.parse({ limit: TAGS_SHOWN })),
  ]);
  const status = notice !== undefined ? 422 : "fault" in result ? 400 : 200;
  return context.html(renderDocument(<GalleryPage query={query} result={result} tags={items} notice={notice} />), status);
}

async function showImage(context: Context, database: Database, id: number, query: string, tagForm?: TagFormState) {
  const [image, neighbours] = await Promise.all([getImage(database, id), neighboursOf(database, id, query)]);
  const page = <ImageDetails image={image} query={query} neighbours={neighbours} tagForm={tagForm} />;
  return context.html(renderDocument(page), tagForm ? 422 : 200);
}

/** A query that cannot be read leads nowhere; the image is shown all the same. */
async function neighboursOf(database: Database, id: number, query: string): Promise<Neighbours> {
  try {
    return await findNeighbours(database, id, query);
  } catch (error) {
    if (error instanceof AppError && UNANSWERED.includes(error.code)) return { newer: null, older: null };
    throw error;
  }
}

async function searchOrFault(database: Database, query: ImageQuery): Promise<ImagePage | { fault: string }> {
  try {
    return await searchImages(database, query);
  } catch (error) {
    if (error instanceof AppError && UNANSWERED.includes(error.code)) return { fault: error.message };
    throw error;
  }
}

/** Runs a form's act; what was wrong with the input is a message for the form, everything else an error page. */
async function faultOf(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid") return error.faults[0]?.message ?? error.message;
    throw error;
  }
}
