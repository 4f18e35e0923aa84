import { tryGetContext } from "hono/context-storage";
import type { ComponentChildren, VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import { Island } from "./island.tsx";
import { currentNavigation } from "./navigation.ts";

/** The operation that a page offers to undo. */
export interface LastDone {
  /** The id of the operation. */
  id: number;
  summary: string;
}

export interface LayoutProps {
  title: string;
  /** Name of the section that the page belongs to. */
  active?: string;
  /** What the search box at the top of every page holds. */
  query?: string;
  /** The operation of a form on the page before, which can be undone. */
  done?: LastDone | null | undefined;
  children: ComponentChildren;
}

/** The document of every page. It has no inline scripts and styles, because the pages' policy allows those from /static only. */
export function Layout({ title, active, query = "", done, children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{`${title} · Image Tagger`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/static/app.css" />
        <script type="module" src="/static/islands/keys.js" />
      </head>
      <body class="flex min-h-dvh flex-col">
        <a class="skip-link" href="#content">Skip to content</a>
        <header class="border-b border-line bg-raised">
          <div class="frame flex flex-wrap items-center gap-x-6 gap-y-2 py-2.5">
            <a href="/" class="flex items-center gap-2 font-semibold tracking-tight text-ink no-underline">
              <Mark />
              <span>Image Tagger</span>
            </a>
            <Navigation active={active} />
            <SearchBox query={query} />
            <SignOut />
          </div>
        </header>
        <main id="content" class="frame flex-1 py-6" tabIndex={-1}>{children}</main>
        <Footer />
        <UndoOffer done={done ?? null} />
      </body>
    </html>
  );
}

/** Renders a document to HTML. */
export function renderDocument(element: VNode): string {
  return `<!doctype html>${renderToString(element)}`;
}

function Navigation({ active }: { active: string | undefined }) {
  return (
    <nav aria-label="Main" class="order-last flex w-full items-center gap-1 sm:order-none sm:w-auto">
      {currentNavigation().map(({ name, label, href, isWideOnly, isButton }) => (
        <a
          key={name}
          href={href}
          class={isButton ? "button button-small ml-auto sm:ml-2" : isWideOnly ? "nav-link max-sm:hidden" : "nav-link"}
          aria-current={name === active ? "page" : undefined}
        >
          {label}
        </a>
      ))}
    </nav>
  );
}

/** A plain form, to which the island adds completion. */
function SearchBox({ query }: { query: string }) {
  return (
    <Island name="search_box" props={{ query }} class="min-w-0 flex-1 basis-48 max-sm:basis-full">
      <form action="/" method="get" role="search" class="flex min-w-0 items-center gap-2">
        <label for="search" class="sr-only">Search images by tag</label>
        <input
          id="search"
          name="q"
          value={query}
          placeholder="sunset -people site:example.org"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          class="input min-w-0 flex-1"
        />
        <button type="submit" class="button button-quiet">Search</button>
        <a href="/help/search" class="button button-quiet px-3" aria-label="How to search" title="How to search">?</a>
      </form>
    </Island>
  );
}

function Footer() {
  return (
    <footer class="frame flex gap-4 py-4 text-xs text-muted">
      <a href="/help">Help</a>
      <a href="/api/docs">API</a>
    </footer>
  );
}

/** Says what a form did, with a button to undo it. The island does the same for operations without a reload. */
function UndoOffer({ done }: { done: LastDone | null }) {
  const props = { done: done === null ? null : { id: done.id, text: done.summary, reload: true } };
  return (
    <Island name="undo_toast" props={props}>
      {done !== null && (
        <form method="post" action={`/operations/${done.id}/undo`} class="toast">
          <p class="min-w-0 flex-1" role="status">{done.summary}</p>
          <button type="submit" class="button button-small">Undo</button>
        </form>
      )}
    </Island>
  );
}

/** Shown to people who have signed in, which the current request knows. Nothing else on a page depends on who asks. */
function SignOut() {
  if (!tryGetContext<{ Variables: { signedIn?: boolean } }>()?.var.signedIn) return null;
  return (
    <form method="post" action="/sign-out">
      <button type="submit" class="text-button">Sign out</button>
    </form>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 24 24" class="size-6 text-accent" aria-hidden="true">
      <path
        fill="currentColor"
        d="M4 3h9.2c.8 0 1.6.3 2.1.9l5.8 5.8a3 3 0 0 1 0 4.2l-7.2 7.2a3 3 0 0 1-4.2 0l-5.8-5.8A3 3 0 0 1 3 13.2V4a1 1 0 0 1 1-1Z"
      />
      <circle cx="8" cy="8" r="1.8" class="fill-raised" />
    </svg>
  );
}
