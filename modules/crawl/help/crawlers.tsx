import { HelpCode, type HelpPage, HelpSection, HelpText } from "../../shared/web/help.tsx";

/** How people write a crawler for one site. The contract itself is `SiteCrawler` in ../crawler.ts. */
export const CRAWLERS_HELP: HelpPage = {
  path: "/help/crawlers",
  title: "Your own crawlers",
  about: "A file in the folder that the setting `CRAWLERS_DIR` names can find the images of a site that needs special treatment.",
  Content: CrawlersHelp,
};

/** Shown on the page, and run by a test. */
export const EXAMPLE = `import { load } from "cheerio";
import type { SiteCrawler } from "image-tagger/crawl";

const crawler: SiteCrawler = {
  name: "my-site",
  async discover(page, { found, log }) {
    let html = "";
    for await (const text of page.text) html += text;
    const $ = load(html);
    const absolute = (address = "") => new URL(address, page.url).href;
    for (const image of $("img[src]").toArray()) {
      found({
        url: absolute($(image).attr("src")),
        kind: "image",
        reference: "img",
        context: { alt: $(image).attr("alt") ?? "" },
      });
    }
    for (const link of $("a[href]").toArray()) {
      found({ url: absolute($(link).attr("href")), kind: "page", reference: "link" });
    }
    if ($("img").length === 0) log("info", \`\${page.url} holds no image\`);
  },
};

export default crawler;
`;

function CrawlersHelp() {
  return (
    <>
      <HelpSection id="example" title="An example">
        <p>
          <HelpText text="Save this as `my-site.ts` in that folder. Then choose the crawler `my-site` under Identity in the form of a new crawl, or give `--crawler my-site` on the command line." />
        </p>
        <HelpCode text={EXAMPLE} />
      </HelpSection>
      <HelpSection id="contract" title="The contract">
        <p>
          <HelpText text="The types are in `modules/crawl/crawler.ts`. `discover` is called for each page that was fetched and reports the addresses of images and pages. It may import what `deno.json` lists. Types are stripped, not checked." />
        </p>
        <p>
          The program does everything else: scope, limits, robots.txt, politeness, fetching and storing.
        </p>
      </HelpSection>
      <HelpSection id="permissions" title="What a crawler may do">
        <p>
          A crawler runs in the job's worker. It can read the crawlers' folder, the program and the temp folder; it has no
          database, no other files and no environment. It does have the network: a crawler that opens connections by itself is not
          held back by the checks of private addresses. Run only crawlers that you trust.
        </p>
      </HelpSection>
    </>
  );
}
