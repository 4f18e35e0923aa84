import { HelpList, type HelpPage, HelpSection, HelpTerm, HelpText } from "../shared/web/help.tsx";
import { formatCount } from "../shared/web/format.ts";
import { SEARCH_LENGTH, SEARCH_TERMS } from "./schemas.ts";
import { galleryUrl } from "../images/urls.ts";
import { choicesOf, type Metatag, METATAGS, takes } from "./grammar/metatags.ts";

/** Explains the search language. The list of filters is made from the table that the parser reads. */
export const SEARCH_HELP: HelpPage = {
  path: "/help/search",
  title: "How to search",
  about: "The search box, the API (`q`), bulk edits and saved searches use the same language.",
  Content: SearchHelp,
};

const BASICS: [example: string, meaning: string][] = [
  ["sunset sea", "Images with both tags. A space, `and` and `&&` mean the same."],
  [
    "sunset or sunrise",
    "Images with either tag; `|` and `||` mean the same. `and` binds more tightly than `or`: `a or b c` means `a or (b c)`.",
  ],
  ["-people", "Images without the tag; `not people` and `!people` mean the same. It applies to the term or group that follows."],
  ["(cat or dog) -(indoors night)", "Parentheses group terms."],
  [
    "sun*",
    "Images with a tag whose name or alias begins with `sun`. `*` stands for any characters and may be anywhere in the name.",
  ],
  [
    "fate_(series)",
    "A name with matching parentheses needs no quotation marks. Nor does a name with a colon after a word that is not a filter (`re:zero`).",
  ],
  [
    `"width:5"`,
    'Quotation marks are for a tag whose name would be read as something else. Spaces become `_`. Write `\\` before a `"`, `*` or `\\` in the name.',
  ],
  ["width:>=1920", "A filter: its name, a colon, a value. All filters are listed below."],
  ["width:800..1200", "A range of numbers. Also possible: `5..`, `..5`, `>5`, `>=5`, `<5`, `<=5` and lists such as `5,7..9`."],
  ["rating:none", "Images without a value. `rating:any` finds those with one."],
  ["date:2024-05", "A whole year, month, day or minute, or `today` or `yesterday`. Therefore `date:>2024` begins with 2025."],
  ["age:<7d", "An age in `s`, `min`, `h`, `d`, `w`, `mo` or `y`."],
  [
    `alt:"red boat"`,
    "Images with a text that contains the value. A value with a space needs quotation marks. If the value has a `*`, the whole text must match. Case is ignored.",
  ],
];

function SearchHelp() {
  return (
    <>
      <HelpSection id="basics" title="Basics">
        <HelpList>
          {BASICS.map(([example, meaning]) => (
            <HelpTerm key={example} term={<Example query={example} />}>
              <HelpText text={meaning} />
            </HelpTerm>
          ))}
        </HelpList>
        <p class="text-muted">
          A search has at most {SEARCH_TERMS} terms in {formatCount(SEARCH_LENGTH)}{" "}
          characters. If a search cannot be read, the answer names the column of the error and says what to write instead.
        </p>
      </HelpSection>
      <HelpSection id="filters" title="Filters">
        <ul class="card divide-y divide-line">
          {METATAGS.map((metatag) => <MetatagHelp key={metatag.name} metatag={metatag} />)}
        </ul>
      </HelpSection>
    </>
  );
}

function MetatagHelp({ metatag }: { metatag: Metatag }) {
  const { name, aliases, help, example, value } = metatag;
  const choices = choicesOf(value);
  const [, accepted = ""] = /^\S+ takes (.*), as in /s.exec(takes(metatag)) ?? [];
  return (
    <li class="grid gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[minmax(9rem,12rem)_1fr]" id={`filter-${name}`}>
      <div class="min-w-0">
        <code class="font-mono font-semibold">{name}:</code>
        {aliases.length > 0 && <p class="text-xs leading-5 text-muted">also {aliases.map((alias) => `${alias}:`).join(", ")}</p>}
      </div>
      <div class="min-w-0">
        <p>
          {help.charAt(0).toUpperCase() + help.slice(1)}. <Example query={example} />
        </p>
        {choices.length === 0 ? <p class="text-xs leading-5 text-muted">Takes {accepted}.</p> : (
          <details>
            <summary class="text-xs leading-5 text-muted">Takes one of {choices.length} values</summary>
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
