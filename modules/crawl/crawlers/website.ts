import type { SiteCrawler } from "../crawler.ts";
import { discoverHtml } from "../discovery/html.ts";

/** The default crawler. It reads the HTML and the headers of any website. */
const WebsiteImageCrawler: SiteCrawler = {
  name: "website",
  async discover(page, context) {
    const { candidates, respectRobots, userAgent } = context.options;
    const encoding = () => page.encoding;
    const discovery = discoverHtml(page.url, { headers: page.headers, candidates, respectRobots, userAgent, encoding });
    for await (const text of page.text) discovery.write(text);
    const { links, inline, stopped } = discovery.end();
    for (const link of links) context.found(link);
    for (const image of inline) context.inline(image);
    if (stopped !== null) context.log("warning", `${page.url} was read in part only: ${REASON[stopped]}`);
  },
};

const REASON = {
  links: "it holds too many references",
  length: "it is too long",
};

export default WebsiteImageCrawler;
