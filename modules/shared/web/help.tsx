import type { Hono } from "hono";
import type { ComponentChildren, VNode } from "preact";
import { Layout, renderDocument } from "./layout.tsx";

/** A page of the help. Each slice writes those about what it does; the application lists them all. */
export interface HelpPage {
  /** `/help/search`, for example. */
  path: string;
  title: string;
  /** What the page explains, as a sentence. */
  about: string;
  Content: () => VNode;
}

/** Mounts `/help`, which lists the pages, and each of them. */
export function helpRoutes(app: Hono, pages: readonly HelpPage[]): void {
  app.get("/help", (context) => context.html(renderDocument(<HelpIndex pages={pages} />)));
  for (const page of pages) {
    app.get(page.path, (context) => context.html(renderDocument(<HelpDocument page={page} pages={pages} />)));
  }
}

/** A part of a help page, which can be linked by its id. */
export function HelpSection({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section aria-labelledby={id} class="flex flex-col gap-2">
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

/** Words of the program and what they mean; see `HelpText` for the meanings. */
export function HelpTerms({ terms }: { terms: readonly (readonly [term: string, meaning: string])[] }) {
  return (
    <HelpList>
      {terms.map(([term, meaning]) => (
        <HelpTerm key={term} term={<code class="font-mono">{term}</code>}>
          <HelpText text={meaning} />
        </HelpTerm>
      ))}
    </HelpList>
  );
}

/** A list of `HelpTerm`. */
export function HelpList({ children }: { children: ComponentChildren }) {
  return <dl class="card grid gap-x-6 gap-y-1.5 p-4 sm:grid-cols-[minmax(10rem,auto)_1fr]">{children}</dl>;
}

export function HelpTerm({ term, children }: { term: ComponentChildren; children: ComponentChildren }) {
  return (
    <>
      <dt class="min-w-0">{term}</dt>
      <dd class="min-w-0 max-sm:mb-2">{children}</dd>
    </>
  );
}

/** A text in which code stands between backticks. */
export function HelpText({ text }: { text: string }) {
  return <>{text.split("`").map((part, index) => index % 2 === 1 ? <Code key={index} text={part} /> : part)}</>;
}

/** Only long code is broken at the end of a line: `--no-respect-robots` holds hyphens. */
function Code({ text }: { text: string }) {
  return <code class={`font-mono text-xs ${text.length < 30 ? "whitespace-nowrap" : ""}`}>{text}</code>;
}

/** What is typed or written into a file. */
export function HelpCode({ text }: { text: string }) {
  return <pre class="card overflow-x-auto p-4 font-mono text-xs leading-5" tabIndex={0}>{text}</pre>;
}

function HelpIndex({ pages }: { pages: readonly HelpPage[] }) {
  return (
    <Layout title="Help" active="help">
      <h1 class="mb-4">Help</h1>
      <ul class="grid max-w-5xl gap-3 sm:grid-cols-2">
        {pages.map(({ path, title, about }) => (
          <li key={path} class="card p-4">
            <h2>
              <a href={path}>{title}</a>
            </h2>
            <p class="mt-1 text-muted">
              <HelpText text={about} />
            </p>
          </li>
        ))}
      </ul>
    </Layout>
  );
}

function HelpDocument({ page, pages }: { page: HelpPage; pages: readonly HelpPage[] }) {
  const { path, title, about, Content } = page;
  return (
    <Layout title={title} active="help">
      <div class="flex flex-col gap-x-10 gap-y-4 lg:flex-row">
        <nav aria-label="Help" class="shrink-0 lg:w-44">
          <a href="/help" class="mb-1 block px-2 font-semibold">Help</a>
          <ul class="flex flex-wrap gap-x-1 lg:flex-col">
            {pages.map((other) => (
              <li key={other.path}>
                <a href={other.path} class="nav-link block" aria-current={other.path === path ? "page" : undefined}>
                  {other.title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="min-w-0 max-w-5xl flex-1">
          <h1>{title}</h1>
          <p class="mt-1 mb-6 text-muted">
            <HelpText text={about} />
          </p>
          <div class="flex flex-col gap-8">
            <Content />
          </div>
        </div>
      </div>
    </Layout>
  );
}
