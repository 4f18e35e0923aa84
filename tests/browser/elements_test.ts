import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { SPELLINGS, SPELLINGS_BASE } from "../support/address_spellings.ts";
import { ODD_MARKUP } from "../support/odd_markup.ts";
import { REPEATED, unclosedPages } from "../support/unclosed_elements.ts";
import { findChromium, openChromium, saySkipped } from "./chromium.ts";

const found = await findChromium();
if (found === null) await saySkipped();

/** The tables are what the tests of `tests/crawl/discovery` expect of the program, which so finds what a browser finds. */
Deno.test({
  ignore: found === null,
  name: "Chromium finds what the tables of unclosed elements, odd markup and odd addresses say",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (test) => {
    const blank = () => new Response("<title>x</title>", { headers: { "content-type": "text/html" } });
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, blank);
    const browser = await openChromium(found ?? assert.fail());
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${server.addr.port}/`);
      for (const { name, html, images, pages } of unclosedPages()) {
        await test.step(`${REPEATED} open ${name}`, async () => {
          const read = await readBy(page, html);
          // A link of another element may be doubled where it goes on behind the element (HTML Standard, 13.2.4.3).
          const links = [...new Set(read.links)].filter((path) => path !== "/#").sort();
          assert.deepEqual(read.images.sort(), images.toSorted());
          assert.deepEqual(links, pages.toSorted());
        });
      }
      for (const { name, html, images } of ODD_MARKUP) {
        await test.step(name, async () => assert.deepEqual((await readBy(page, html)).images, images));
      }
      await test.step("odd addresses", async () => {
        const resolved = await page.evaluate(
          ({ references, base }) =>
            references.map((reference) => {
              const url = URL.parse(reference, base);
              return url === null || url.username !== "" ? null : url.href.replace(/#.*/, "");
            }),
          { references: SPELLINGS.map(([reference]) => reference), base: SPELLINGS_BASE },
        );
        assert.deepEqual(resolved, SPELLINGS.map(([, address]) => address));
      });
    } finally {
      await browser.close();
      await server.shutdown();
    }
  },
});

/** Lets Chromium parse a page, without loading anything, and returns the addresses of its images and links. */
async function readBy(page: Page, html: string): Promise<{ images: string[]; links: string[] }> {
  return await page.evaluate((html) => {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    const path = (url: string) => url.replace(location.origin, "");
    return {
      images: [...parsed.images].map(({ src }) => path(src)),
      links: [...parsed.querySelectorAll<HTMLAnchorElement>("a[href]")].map(({ href }) => path(href)),
    };
  }, html);
}
