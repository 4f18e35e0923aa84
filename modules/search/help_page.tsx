import type { Hono } from "hono";
import { Layout, renderDocument } from "../shared/web/layout.tsx";
import { galleryUrl } from "../images/urls.ts";
import { choicesOf, type Metatag, METATAGS, takes } from "./grammar/metatags.ts";

/** How searches are written, from the same table that they are read by. */
export function searchHelpPage(app: Hono): void {
  app.get("/help/search", (context) => context.html(renderDocument(<SearchHelp />)));
}

const BASICS: [example: string, meaning: string][] = [
  ["sunset sea", "both tags; a space means and"],
  ["sunset or sunrise", "either one; also | and ||"],
  ["-people", "without it; also not and !"],
  ["(cat or dog) -indoors", "parentheses group"],
  ["sun*", "any tag that begins so; * stands for any characters"],
  [`"a:b"`, "a name that would be read as something else, in quotation marks"],
  ["width:>=1920", "a metatag: its name, a colon, a value; a list below"],
  [`alt:"red boat"`, "a value with a space, in quotation marks"],
  ["width:800..1200", "a range; also 5.., ..5, >5, >=5, <5, <=5 and lists as 5,6,7"],
  ["rating:none", "no value; any is the opposite"],
];

function SearchHelp() {
  return (
    <Layout title="How to search">
      <h1 class="mb-4">How to search</h1>
      <div class="flex max-w-5xl flex-col gap-8">
        <section aria-labelledby="basics">
          <h2 id="basics" class="mb-2">Basics</h2>
          <dl class="card grid gap-x-6 gap-y-1.5 p-4 sm:grid-cols-[minmax(10rem,auto)_1fr]">
            {BASICS.map(([example, meaning]) => (
              <>
                <dt>
                  <Example query={example} />
                </dt>
                <dd class="max-sm:mb-2">{meaning}</dd>
              </>
            ))}
          </dl>
        </section>
        <section aria-labelledby="metatags">
          <h2 id="metatags" class="mb-2">Metatags</h2>
          <ul class="card divide-y divide-line">
            {METATAGS.map((metatag) => <MetatagHelp key={metatag.name} metatag={metatag} />)}
          </ul>
        </section>
      </div>
    </Layout>
  );
}

function MetatagHelp({ metatag }: { metatag: Metatag }) {
  const { name, aliases, help, example, value } = metatag;
  const choices = choicesOf(value);
  const [, legal = ""] = /^\S+ takes (.*), as in /s.exec(takes(metatag)) ?? [];
  return (
    <li class="grid gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[minmax(9rem,12rem)_1fr]" id={`metatag-${name}`}>
      <div class="min-w-0">
        <code class="font-mono font-semibold">{name}:</code>
        {aliases.length > 0 && <p class="text-xs leading-5 text-muted">also {aliases.map((alias) => `${alias}:`).join(", ")}</p>}
      </div>
      <div class="min-w-0">
        <p>
          {help.charAt(0).toUpperCase() + help.slice(1)}. <Example query={example} />
        </p>
        {choices.length === 0 ? <p class="text-xs leading-5 text-muted">Takes {legal}.</p> : (
          <details>
            <summary class="text-xs leading-5 text-muted">Takes one of {choices.length}</summary>
            <dl class="mt-1 grid grid-cols-[auto_1fr] gap-x-4 text-xs leading-5">
              {choices.map((choice) => (
                <>
                  <dt>
                    <code class="font-mono">{choice.name}</code>
                  </dt>
                  <dd class="text-muted">{choice.help}</dd>
                </>
              ))}
            </dl>
          </details>
        )}
      </div>
    </li>
  );
}

function Example({ query }: { query: string }) {
  return (
    <a href={galleryUrl(query)}>
      <code class="font-mono">{query}</code>
    </a>
  );
}
