import type { Context, Hono } from "hono";
import type { Database } from "../shared/database/handle.ts";
import { AppError } from "../shared/errors.ts";
import { parseRange } from "./byte_range.ts";
import { findImageBySha256 } from "./storing/repository.ts";
import { type ByteRange, type Storage, thumbnailKey } from "./storing/storage.ts";

interface FileDeps {
  database: Database;
  storage: Storage;
}

interface Served {
  key: string;
  sha256: string;
  name: string;
  mediaType: string;
  /** The size in bytes by the row, or null for a thumbnail, whose header holds its size. */
  bytes: number | null;
  inline: boolean;
}

/** Types that browsers show and that cannot contain scripts. Other types are downloads. */
const INLINE = new Set(["image/jpeg", "image/png", "image/apng", "image/webp", "image/gif", "image/avif"]);

/**
 * `GET /files/<sha256>.<ext>` and `GET /thumbs/<sha256>.webp`: stored files, with the type that was detected in their bytes, in a CSP
 * sandbox. Browsers may cache them for a year, because they never change. Answers conditional requests and single ranges.
 */
export function fileRoutes(app: Hono, { database, storage }: FileDeps): void {
  app.get("/files/:name{[0-9a-f]{64}\\.[a-z0-9]{2,5}}", async (context) => {
    const served = await fileOf(database, context.req.param("name"));
    return await serve(context, { database, storage }, served);
  });
  app.get("/thumbs/:name{[0-9a-f]{64}\\.webp}", async (context) => {
    const name = context.req.param("name");
    const sha256 = name.slice(0, 64);
    return await serve(context, { database, storage }, {
      key: thumbnailKey(sha256),
      sha256,
      name,
      mediaType: "image/webp",
      bytes: null,
      inline: true,
    });
  });
}

async function fileOf(database: Database, name: string): Promise<Served> {
  const [sha256 = "", extension = ""] = name.split(".");
  const image = await findImageBySha256(database, sha256);
  if (image?.extension !== extension) throw missing(name);
  const { storageKey, mediaType, bytes } = image;
  return { key: storageKey, sha256, name, mediaType, bytes, inline: INLINE.has(mediaType) };
}

async function serve(context: Context, { database, storage }: FileDeps, served: Served): Promise<Response> {
  const size = await storage.size(served.key);
  // Browsers would cache a truncated file for a year.
  if (size === null || size !== (served.bytes ?? size)) throw await absent(database, served);
  const headers = headersOf(served);
  if (matches(context.req.header("if-none-match"), headers.ETag)) return new Response(null, { status: 304, headers });

  const ifRange = context.req.header("if-range");
  const asked = ifRange === undefined || ifRange === headers.ETag ? context.req.header("range") : undefined;
  const range = parseRange(asked, size);
  if (range === "unsatisfiable") {
    return new Response(null, { status: 416, headers: { ...headers, "Content-Range": `bytes */${size}` } });
  }
  const length = range ? range.end - range.start + 1 : size;
  const partial = range ? { "Content-Range": `bytes ${range.start}-${range.end}/${size}` } : {};
  const init = { status: range ? 206 : 200, headers: { ...headers, ...partial, "Content-Length": String(length) } };
  if (context.req.method === "HEAD") return new Response(null, init);

  const body = served.bytes === null
    ? await thumbnailOf(storage, served.key, range)
    : (await storage.open(served.key, range ?? undefined))?.stream;
  if (!body) throw await absent(database, served);
  return new Response(body, init);
}

/**
 * The bytes of a thumbnail, or null if they are not a complete WebP by the length in the header (RIFF container, RFC 9649), so that
 * browsers do not cache a truncated or overwritten one. Only `verify` detects another complete picture.
 */
async function thumbnailOf(storage: Storage, key: string, range: ByteRange | null): Promise<Uint8Array<ArrayBuffer> | null> {
  const file = await storage.open(key);
  if (!file) return null;
  const bytes = await new Response(file.stream).bytes();
  const isComplete = bytes.length > 12 && tagAt(bytes, 0) === "RIFF" && tagAt(bytes, 8) === "WEBP" &&
    new DataView(bytes.buffer).getUint32(4, true) + 8 === bytes.length;
  if (!isComplete) return null;
  return range ? bytes.subarray(range.start, range.end + 1) : bytes;
}

function tagAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function headersOf({ sha256, name, mediaType, inline }: Served) {
  return {
    "Content-Type": mediaType,
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": `${inline ? "inline" : "attachment"}; filename="${name}"`,
    "Cache-Control": "private, max-age=31536000, immutable",
    "Accept-Ranges": "bytes",
    ETag: `"${sha256}"`,
  };
}

function matches(ifNoneMatch: string | undefined, tag: string): boolean {
  const tags = ifNoneMatch?.split(",").map((part) => part.trim().replace(/^W\//, "")) ?? [];
  return tags.includes(tag) || tags.includes("*");
}

/** The error for a file that is missing: `gone` if a row says that it should be there, otherwise `not_found`. */
async function absent(database: Database, { sha256, key, name }: Served): Promise<AppError> {
  const image = await findImageBySha256(database, sha256);
  const expected = image && (image.storageKey === key || image.thumbnail === "file");
  return expected
    ? new AppError("gone", `The file of "${name}" is missing or damaged. Run "deno task verify" to list all such files.`)
    : missing(name);
}

function missing(name: string): AppError {
  return new AppError("not_found", `There is no file "${name}"`);
}
