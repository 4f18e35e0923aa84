import { tryGetContext } from "hono/context-storage";
import type { ComponentChildren, VNode } from "preact";
import { renderToString } from "preact-render-to-string";

const SECTIONS = [
  { name: "gallery", label: "Gallery", href: "/" },
  { name: "tags", label: "Tags", href: "/tags" },
  { name: "jobs", label: "Jobs", href: "/jobs" },
  { name: "api", label: "API", href: "/api/docs" },
] as const;

export type Section = typeof SECTIONS[number]["name"] | "new_crawl";

export interface LayoutProps {
  title: string;
  active?: Section;
  /** What the search box at the top of every page holds. */
  query?: string;
  children: ComponentChildren;
}

/** The whole document of every page. Nothing inline: the pages' policy allows scripts and styles from /static only. */
export function Layout({ title, active, query = "", children }: LayoutProps) {
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
      <body>
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
        <main id="content" class="frame py-6" tabIndex={-1}>{children}</main>
      </body>
    </html>
  );
}

/** The document as the browser gets it. */
export function renderDocument(element: VNode): string {
  return `<!doctype html>${renderToString(element)}`;
}

function Navigation({ active }: { active: Section | undefined }) {
  return (
    <nav aria-label="Main" class="order-last flex w-full items-center gap-1 sm:order-none sm:w-auto">
      {SECTIONS.map(({ name, label, href }) => (
        <a key={name} href={href} class="nav-link" aria-current={name === active ? "page" : undefined}>{label}</a>
      ))}
      <a href="/jobs/new" class="button button-small ml-auto sm:ml-2" aria-current={active === "new_crawl" ? "page" : undefined}>
        New crawl
      </a>
    </nav>
  );
}

function SearchBox({ query }: { query: string }) {
  return (
    <form action="/" method="get" role="search" class="flex min-w-0 flex-1 basis-48 items-center gap-2 max-sm:basis-full">
      <label for="search" class="sr-only">Search images by tag</label>
      <input
        id="search"
        type="search"
        name="q"
        value={query}
        placeholder="Search by tag: sunset -people site:example.org"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        class="input min-w-0 flex-1"
      />
      <button type="submit" class="button button-quiet">Search</button>
    </form>
  );
}

/** Only for who has signed in, which the request under way knows: nothing else on a page depends on who asks. */
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
