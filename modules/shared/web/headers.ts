import type { MiddlewareHandler } from "hono";

/** The policy of pages, which may load only files of this server. A route that needs another policy sets its own header. */
export const PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: Record<string, string> = {
  "content-security-policy": PAGE_POLICY,
  "x-content-type-options": "nosniff",
  // With no-referrer, browsers would send "Origin: null" with our own forms, which the origin check refuses.
  "referrer-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "private, no-cache",
};

/** Sets the security headers of every answer, errors included, unless its route has set them. */
export function securityHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) {
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
    }
  };
}
