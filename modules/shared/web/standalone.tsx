import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ComponentChildren } from "preact";
import { renderDocument } from "./layout.tsx";

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;min-height:100vh;place-items:center}
main{width:min(24rem,calc(100vw - 3rem));padding:2rem 0}
h1{font-size:1.25rem;margin:0 0 .75rem}
p{margin:0 0 1rem;overflow-wrap:anywhere}
label{display:block;font-weight:600;margin-bottom:.25rem}
input,button{font:inherit;box-sizing:border-box;width:100%;padding:.5rem .75rem;border-radius:.375rem;border:1px solid GrayText}
button{margin-top:.75rem;border:0;background:#1d4ed8;color:#fff;font-weight:600;cursor:pointer}
input:focus-visible,button:focus-visible{outline:3px solid #60a5fa;outline-offset:2px}
[role=alert]{color:light-dark(#b91c1c,#fca5a5)}`;

const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; ` +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Answers with a page that needs no other file, for people who may not fetch any. */
export function standalonePage(
  context: Context,
  { title, status, children }: { title: string; status: ContentfulStatusCode; children: ComponentChildren },
): Response {
  const document = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{`${title} · Image Tagger`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <main>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
  return context.html(renderDocument(document), status, { "content-security-policy": POLICY });
}
