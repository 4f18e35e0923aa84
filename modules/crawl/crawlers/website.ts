import type { SiteCrawler } from "../crawler.ts";
import { discoverHtml } from "../discovery/html.ts";

/** The default crawler: any website, by what its HTML says. */
const WebsiteImageCrawler: SiteCrawler = {
  name: "website",
  async discover(page, context) {
    const discovery = discoverHtml(page.url);
    for await (const text of page.text) discovery.write(text);
    const { links, stopped } = discovery.end();
    for (const link of links) context.found(link);
    if (stopped !== null) context.log("warning", `${page.url} was read in part only: ${REASON[stopped]}`);
  },
};

const REASON = { nesting: "its elements are nested too deeply", links: "it holds too many references" };

export default WebsiteImageCrawler;
