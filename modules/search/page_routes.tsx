import type { Hono } from "hono";
import type { History } from "../history/history.ts";
import { imagePage } from "./gallery/image_page_routes.tsx";
import { galleryPages } from "./gallery/page_routes.tsx";
import { savedSearchPages } from "./saved/page_routes.tsx";

/** The gallery, the page of one image, and the forms on both. */
export function searchPages(app: Hono, { history }: { history: History }): void {
  galleryPages(app, { history });
  imagePage(app, { history });
  savedSearchPages(app, { database: history.database });
}
