import type { MiddlewareHandler } from "hono";

/** What a page may load and reach: its own files. A route that needs another policy sets its own header. */
export const PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: Record<string, string> = {
  "content-security-policy": PAGE_POLICY,
  "x-content-type-options": "nosniff",
  // Not no-referrer: with it browsers send "Origin: null" with our own forms, which the origin check must refuse.
  "referrer-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "private, no-cache",
};

/** Puts the security headers on every answer, errors included, except those that its route has set. */
export function securityHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) {
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
    }
  };
}
