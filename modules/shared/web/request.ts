import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";

declare module "hono" {
  interface ContextVariableMap {
    requestId: string;
  }
}

export const BODY_BYTES = 1024 * 1024;

const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;
const SAFE_METHODS: readonly string[] = ["GET", "HEAD", "OPTIONS"];

/** Gives each request an id, that of its X-Request-Id if it is valid, and logs its status. Queries are never logged. */
export function requestLog(log: Log): MiddlewareHandler {
  return async (context, next) => {
    const given = context.req.header("x-request-id") ?? "";
    const requestId = REQUEST_ID.test(given) ? given : crypto.randomUUID();
    context.set("requestId", requestId);
    const begun = performance.now();
    await next();
    context.res.headers.set("x-request-id", requestId);
    const { method, path } = context.req;
    const { status } = context.res;
    const write = isUnsafe(context) || status >= 400 ? log.info : log.debug;
    write("Answered", {
      method,
      path,
      status,
      milliseconds: Math.round(performance.now() - begun),
      requestId,
    });
  };
}

/** Refuses bodies that are larger than any route takes. */
export function limitBody(): MiddlewareHandler {
  return bodyLimit({
    maxSize: BODY_BYTES,
    onError: () => {
      throw new AppError("too_large", `The body is larger than ${BODY_BYTES} bytes. Send less at once.`);
    },
  });
}

/** Whether the method may change something. */
export function isUnsafe(context: Context): boolean {
  return !SAFE_METHODS.includes(context.req.method);
}

/** Whether the client accepts HTML, as browsers do when a person opens a page. */
export function acceptsHtml(context: Context): boolean {
  return (context.req.header("accept") ?? "").includes("text/html");
}

/**
 * Returns the origin that a browser sees: scheme and Host. A proxy that ends TLS says so by `X-Forwarded-Proto`, which can be
 * trusted here, because no other site can make a browser send that header.
 */
export function ownOrigin(context: Context): string {
  const url = new URL(context.req.url);
  const forwarded = context.req.header("x-forwarded-proto")?.split(",")[0]?.trim();
  const scheme = forwarded === "https" || forwarded === "http" ? `${forwarded}:` : url.protocol;
  const spelled = `${scheme}//${context.req.header("host") ?? url.host}`;
  return URL.canParse(spelled) ? new URL(spelled).origin : url.origin;
}
