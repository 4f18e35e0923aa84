import { formatCount, formatDuration } from "../../shared/web/format.ts";
import { HelpList, type HelpPage, HelpSection, HelpTerm, HelpTerms, HelpText } from "../../shared/web/help.tsx";
import { AnswersSection } from "./answers_section.tsx";
import { INLINE_BYTES } from "../discovery/data_url.ts";
import { ESSENTIAL_FIELDS, FIELD_GROUPS, LAST_FIELDS, type OptionField } from "../jobs/option_fields.ts";
import { boundsOf } from "../pages/option_input.tsx";
import { REDIRECTS } from "../frontier/redirect.ts";
import { REFUSALS } from "../frontier/standing.ts";
import { TRIES } from "../politeness/backoff.ts";
import { RETRY_AFTER_LIMIT } from "../politeness/host_clock.ts";
import { CRAWL_DELAY_LIMIT_MILLISECONDS } from "../politeness/robots.ts";
import { type Scope, SEEDS_PER_JOB } from "../schemas.ts";
import { URL_LENGTH } from "../rules/address.ts";
import { CAMPAIGN_NAMES, KNOWN_CAMPAIGNS, KNOWN_SESSIONS, SESSION_NAMES } from "../rules/known_parameters.ts";
import { SESSION_LENGTH } from "../rules/same_address.ts";

/** How a job is set up. The options come from the schema that checks them. */
export const CRAWLING_HELP: HelpPage = {
  path: "/help/crawling",
  title: "Crawling",
  about: "The options of a crawl, which pages are followed, which images are found, and what a site may ask for.",
  Content: CrawlingHelp,
};

const GROUPS = [
  { title: "What most jobs set", fields: [...ESSENTIAL_FIELDS, ...LAST_FIELDS] },
  ...FIELD_GROUPS,
];

const SCOPES: Record<Scope, string> = {
  page: "The start addresses alone.",
  directory: "Addresses below the folder of a start address.",
  host: "Addresses with the host and port of a start address. In every scope `www.example.org` and `example.org` are one host.",
  domain:
    "The host of a start address without `www.`, and every host below it. The start address `docs.example.org` does not take in `example.org`.",
  any: "Every address.",
};

const PATTERNS: [string, string][] = [
  ["*/gallery/*", "A glob over the whole URL: `*` stands for any characters, every other character for itself. Case counts."],
  ["/gallery/*", "A glob that begins with `/` is compared with path and query."],
  ["example.org/gallery/*", "A glob that begins with a host is compared with what follows the scheme."],
  [
    "/page=[0-9]{4,}/",
    "Between slashes stands a regular expression in RE2's syntax, found anywhere in the URL; `/…/i` ignores case.",
  ],
];

function CrawlingHelp() {
  return (
    <>
      <HelpSection id="options" title="Options">
        <p>
          <HelpText text="The form, the API and the command line have the same options. The command line spells `maxDepth` as `--max-depth 2` and switches a flag off by `--no-respect-robots`. There, lists of words (`--tags a,b`) take commas; patterns, headers and cookies are given one at a time, by repeating the option." />
        </p>
        {GROUPS.map(({ title, fields }) => <OptionGroup key={title} title={title} fields={fields} />)}
        <p class="text-muted">A job begins at {formatCount(SEEDS_PER_JOB)} addresses at most.</p>
      </HelpSection>
      <HelpSection id="scope" title="Scope">
        <HelpTerms terms={Object.entries(SCOPES)} />
      </HelpSection>
      <HelpSection id="patterns" title="Patterns">
        <HelpTerms terms={PATTERNS} />
      </HelpSection>
      <IgnoredParameters />
      <Found />
      <AnswersSection />
      <Cookies />
      <Politeness />
      <Endings />
    </>
  );
}

function IgnoredParameters() {
  return (
    <HelpSection id="ignored" title="Ignored parameters">
      <p>
        <HelpText text="Addresses that differ only in parameters which `ignoreParameters` names are one address: the spelling that was found first is fetched, and links to the others count as links to it. The list of URLs names other spellings of an address with the reason `same_address`, up to a few of each. Names are compared without their case; `ref_*` is every name that begins with `ref_`. A name that you add counts whatever its value. The groups of known names are the default; give your own names beside them or instead of them, or leave the option empty to compare addresses as they are spelled." />
      </p>
      <HelpTerms
        terms={[
          [
            KNOWN_SESSIONS,
            `Sessions of visitors, in the query and in the path (\`;jsessionid=…\`, \`/(S(…))/\`). They count only if the value has ${SESSION_LENGTH} characters or more, letters and digits mixed, and no words in it: \`article.php?sid=1\` and \`?session=opening-talk-2024\` are articles. If one page names several values of such a parameter for the same path, and none of them stands in most of its links, they are no sessions there. ${
              SESSION_NAMES.join(", ")
            }.`,
          ],
          [KNOWN_CAMPAIGNS, `What tells a site where its visitors came from, whatever the value. ${CAMPAIGN_NAMES.join(", ")}.`],
        ]}
      />
    </HelpSection>
  );
}

function OptionGroup({ title, fields }: { title: string; fields: readonly OptionField[] }) {
  return (
    <div>
      <h3 class="mt-2 mb-1">{title}</h3>
      <HelpList>
        {fields.map((field) => (
          <HelpTerm key={field.name} term={<code class="font-mono">{field.name}</code>}>
            <OptionMeaning field={field} />
          </HelpTerm>
        ))}
      </HelpList>
    </div>
  );
}

function OptionMeaning({ field }: { field: OptionField }) {
  const { hint, choices, initial } = field;
  const details = [
    choices.join(", "),
    boundsOf(field),
    initial === "" ? "" : `default ${/^\d+$/.test(initial) ? formatCount(Number(initial)) : initial}`,
  ].filter((text) => text !== "");
  return (
    <>
      {hint}. {details.length > 0 && <span class="text-muted">{details.join(" · ")}</span>}
    </>
  );
}

function Found() {
  return (
    <HelpSection id="found" title="What is found">
      <p>
        <HelpText
          text={`Every way in which a page can name an image, without running its scripts: \`img\` with \`src\` and \`srcset\`, \`picture\`, lazy-loading attributes, \`noscript\`, \`template\`, \`srcdoc\`, frames, style attributes, style sheets and what they import, Open Graph and Twitter, JSON-LD and other JSON in the page, icons, preloads, web app manifests, posters, SVG, links to image files, feeds, sitemaps, \`Link\` headers and \`data:\` URLs of ${
            formatCount(INLINE_BYTES)
          } bytes or more. Comments, tracking pixels and the placeholders of lazy loaders are not fetched.`}
        />
      </p>
      <p>
        <HelpText text="Scripts of the start addresses' domains are read, not run: strings that end like an image file are tried. If a script builds an address from parts, the last part is looked for in the script's own folder, or in the folder above it that the part begins with. Where that is wrong, the list of URLs has one more image that the server does not know. Exclude `*.js` to leave scripts alone." />
      </p>
      <p>
        <HelpText text="Pages are followed by links and areas, frames, refreshes, feeds and sitemaps, by `rel` of `link` and of `Link` headers (`next`, `prev`, `first`, `last`, `alternate` and the like), and by addresses in `data-*` attributes such as `data-url` and `data-next-page`. Event handlers and `javascript:` URLs are read as scripts are: the images and the pages of this site that their strings name are tried, and so are the places to which a script of the page sends the browser. The options of a `select`, and the choices of a GET form, one changed at a time, are tried as well; of one form 50 at most." />
      </p>
      <p>
        No form is posted, and none that wants a word to search for, a password or a file is sent. An address that asks for an
        action (to log out, to delete, to buy) is followed only if a plain link leads to it.
      </p>
      <p>
        The sizes in which a page offers one picture, and the original that it links to, are one group: the largest is fetched and
        the others are recorded with it. If the largest brings no image, the next one is tried. Each source of an image keeps its
        alternative text, title, caption, heading, link text, page title, language, licence, creator and keywords.
      </p>
      <p>
        <HelpText
          text={`URLs are compared as the URL Standard spells them, without their fragment and without the ignored parameters; nothing else is changed or guessed. URLs with a user name, or with more than ${
            formatCount(URL_LENGTH)
          } characters, are not crawled.`}
        />
      </p>
      <p>
        <HelpText text="An answer that breaks rules of HTTP is read where Chromium reads it: the program asks for it once more, on a connection of its own. A `Content-Encoding` that nobody knows counts as none. If a page ends early twice, what has arrived of it is read; an image that ends early is not stored." />
      </p>
    </HelpSection>
  );
}

function Cookies() {
  return (
    <HelpSection id="cookies" title="Cookies and redirects">
      <p>
        <HelpText
          text={`A job keeps the cookies that sites set and sends them back as browsers do: to the host, the path and the scheme that they were set for, and to no other site. So it passes a page that asks for cookies by redirecting to itself, and fetches images that only a visitor with a session may see. The cookies are removed when the job ends; another run begins without them. A cookie that the job's own option \`cookies\` names is never replaced. Up to ${REDIRECTS} redirects in a row are followed, each after a look at robots.txt, scope and delay. If they lead in a circle and no cookie changes, the URL has the reason \`redirect_loop\`.`}
        />
      </p>
    </HelpSection>
  );
}

function Endings() {
  return (
    <HelpSection id="ending" title="How a job ends">
      <p>
        A job has failed if none of its start addresses brought a page or an image: because they could not be fetched, or because
        they are a sign-in, a challenge, an empty page or a page that shows nothing until its scripts have run. It has also failed
        if everything that its pages name is out of its scope or forbidden by robots.txt. If only some start addresses brought
        nothing, or if no image was stored, the job is completed and says why.
      </p>
    </HelpSection>
  );
}

function Politeness() {
  return (
    <HelpSection id="politeness" title="What a site may ask for">
      <p>
        <HelpText
          text={`robots.txt is read by RFC 9309: the group of the crawler's name applies, else the group of everyone. An answer of 4xx allows everything. After 429 and 5xx the last known rules hold; if none are known, everything is forbidden. \`Crawl-delay\` is obeyed up to ${
            formatDuration(CRAWL_DELAY_LIMIT_MILLISECONDS / 1_000)
          }, \`Retry-After\` up to ${formatDuration(RETRY_AFTER_LIMIT / 1_000)}.`}
        />
      </p>
      <p>
        All jobs together are one visitor of a host: their requests stay within one limit. A host that says that it is overloaded
        (429, 503), or of which more URLs fail in a row than chance explains (5xx, no answer), gets one request at a time, less
        and less often, up to once a minute. Its first good answer ends that. A URL that fails among good ones costs its host
        nothing, and a single 429 or 503 holds it alone until the next URL answers so too.
      </p>
      <p>
        <HelpText
          text={`A URL that failed is tried ${TRIES} times in all, after a wait of its own and after the URLs that were never asked for. A host of which ${REFUSALS} URLs in a row were refused (401, 403, 429, or a page that asks whether the visitor is a person) is asked again for a page that it gave before, or, if it gave nothing, for URLs from all over its queue. If it refuses those too, the job leaves the host and says so.`}
        />
      </p>
    </HelpSection>
  );
}
