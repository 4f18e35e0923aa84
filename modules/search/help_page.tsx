import { HelpList, type HelpPage, HelpSection, HelpTerm, HelpText } from "../shared/web/help.tsx";
import { formatCount } from "../shared/web/format.ts";
import { SEARCH_LENGTH, SEARCH_TERMS } from "./schemas.ts";
import { galleryUrl } from "../images/urls.ts";
import { choicesOf, type Metatag, METATAGS, takes } from "./grammar/metatags.ts";

/** How searches are written. The metatags come from the table that the parser reads. */
export const SEARCH_HELP: HelpPage = {
  path: "/help/search",
  title: "How to search",
  about: "One language for the search box, the API (`q`), bulk edits and saved searches.",
  Content: SearchHelp,
};

const BASICS: [example: string, meaning: string][] = [
  ["sunset sea", "Images with both tags. A space means and; `and` and `&&` mean the same."],
  [
    "sunset or sunrise",
    "Images with either tag; `|` and `||` mean the same. Or binds less than and: `a or b c` is `a or (b c)`.",
  ],
  ["-people", "Images without the tag; `not people` and `!people` mean the same. It applies to the one term or group behind it."],
  ["(cat or dog) -(indoors night)", "Parentheses group terms."],
  ["sun*", "Any tag whose name or alias begins so. `*` stands for any characters, anywhere in the name."],
  [
    "fate_(series)",
    "A name with parentheses that match, or with a colon behind what is no metatag (`re:zero`), needs no quotation marks.",
  ],
  [
    `"width:5"`,
    'A tag whose name would be read as something else, in quotation marks. Spaces become `_`, and `\\` takes away the meaning of `"`, `*` and `\\`.',
  ],
  ["width:>=1920", "A metatag: its name, a colon, a value. The list below has all of them."],
  ["width:800..1200", "A range of numbers; also `5..`, `..5`, `>5`, `>=5`, `<5`, `<=5` and lists of them: `5,7..9`."],
  ["rating:none", "Images without a value; `any` is the opposite."],
  ["date:2024-05", "A whole year, month, day or minute; `today` and `yesterday` too. So `date:>2024` begins with 2025."],
  ["age:<7d", "Ages are written in `s`, `min`, `h`, `d`, `w`, `mo` and `y`."],
  [
    `alt:"red boat"`,
    "A text that contains the value, in quotation marks if it has a space. With a `*`, the whole text must match. Case is ignored.",
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
          characters. A search that cannot be read is answered with the column of the fault, and with what would be right.
        </p>
      </HelpSection>
      <HelpSection id="metatags" title="Metatags">
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
