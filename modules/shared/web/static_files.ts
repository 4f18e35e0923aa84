import type { Hono } from "hono";
import { AppError } from "../errors.ts";

const FOLDER = new URL("../../../static/", import.meta.url);
const TYPES: Record<string, string> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  ico: "image/x-icon",
};
/** Matches the names that are served: at most one folder, then one word and a known extension. */
const NAME = /^(?:[a-z0-9_-]+\/)?[a-z0-9_-]+\.(css|js|svg|png|ico)$/;

/** Serves static/ under /static/. Browsers revalidate each time and get 304, so that an update is seen at once. */
export function staticRoutes(app: Hono): void {
  app.get("/static/:path{.+}", async (context) => {
    const path = context.req.param("path");
    const extension = NAME.exec(path)?.[1];
    const file = extension === undefined ? null : await readFile(new URL(path, FOLDER));
    if (file === null || extension === undefined) throw new AppError("not_found", `There is no "${path}" under /static/`);
    const headers = { "content-type": TYPES[extension] ?? "", "cache-control": "no-cache", etag: file.etag };
    if (context.req.header("if-none-match") === file.etag) return context.body(null, 304, headers);
    return context.body(file.bytes, 200, headers);
  });
  app.get("/favicon.ico", (context) => context.redirect("/static/icon.svg", 301));
}

async function readFile(file: URL): Promise<{ bytes: Uint8Array<ArrayBuffer>; etag: string } | null> {
  try {
    const [bytes, { mtime, size }] = await Promise.all([Deno.readFile(file), Deno.stat(file)]);
    return { bytes, etag: `"${size.toString(36)}-${(mtime?.getTime() ?? 0).toString(36)}"` };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
