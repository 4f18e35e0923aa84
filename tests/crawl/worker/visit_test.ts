import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { CrawlTask, WorkerReport } from "../../../modules/crawl/messages.ts";
import { withDirectory } from "../../support/directory.ts";
import { picture } from "../../support/pictures.ts";
import { bytes, openSite, type Routes } from "../../support/site.ts";
import { conclusion, visitOnce } from "../../support/visit.ts";

async function withRoutes(routes: Routes, work: (url: string) => Promise<void>): Promise<void> {
  const site = await openSite(routes);
  await work(site.url).finally(() => site.close());
}

const typed = (body: string | Uint8Array, type: string) => () => bytes(Buffer.from(body), type);
const status = (code: number) => () => new Response(null, { status: code });

Deno.test("a status concludes a URL with a reason that names it, and only transient ones are tried again", async () => {
  const codes = [400, 401, 403, 404, 410, 408, 425, 429, 500, 501, 502, 503, 504, 505, 304, 418];
  const routes = Object.fromEntries(codes.map((code) => [`/${code}`, status(code)]));
  await withRoutes({ ...routes, "/204": status(204), "/205": status(205) }, async (url) => {
    for (const code of codes) {
      const last = (await visitOnce({ url: `${url}${code}` })).at(-1);
      assert.ok(last?.type === "failed");
      assert.equal(last.reason, `http_${code}`);
      assert.equal(last.retry, [408, 425, 429, 500, 502, 503, 504].includes(code), String(code));
    }
    for (const code of [204, 205]) assert.equal(await conclusion({ url: `${url}${code}` }), "rejected empty");
  });
});

Deno.test("an answer to a request for a page is read, downloaded as an image, or fetched again as another kind", () =>
  withDirectory(async (tempDirectory) => {
    const png = await picture(3, { width: 30, height: 20 }).png().toBuffer();
    const cases: [string, string | Uint8Array, string, string][] = [
      ["html", "<p>hello", "text/html", "page"],
      ["xhtml", `<?xml version="1.0"?><html/>`, "application/xhtml+xml", "page"],
      ["xhtml as XML", `<?xml version="1.0"?><!-- a --><!DOCTYPE html [<!ENTITY a "b">]><html/>`, "application/xml", "page"],
      ["rss", `<?xml version="1.0"?>\n<rss version="2.0"/>`, "application/rss+xml", "retype feed"],
      ["rss as XML", "\ufeff<rss/>", "text/xml", "retype feed"],
      ["atom", `<feed xmlns="http://www.w3.org/2005/Atom"/>`, "application/xml", "retype feed"],
      ["rdf", `<rdf:RDF xmlns:rdf="x"/>`, "application/rdf+xml", "retype feed"],
      ["json feed", "{}", "application/feed+json", "retype feed"],
      ["sitemap", "<!-- x --><urlset/>", "application/xml", "retype sitemap"],
      ["index", "<sm:sitemapindex/>", "text/xml", "retype sitemap"],
      ["other XML", "<soap/>", "application/xml", "rejected not_html"],
      ["css", "p {}", "text/css", "rejected not_html"],
      ["json", "{}", "application/json", "rejected not_html"],
      ["image", png, "image/png", "image"],
      ["image as HTML", png, "text/html", "image"],
      ["image as bytes", png, "application/octet-stream", "image"],
      ["image as text", png, "text/plain", "image"],
      ["text", "text", "text/plain", "rejected not_html"],
    ];
    const routes = Object.fromEntries(cases.map(([, body, type], index) => [`/${index}`, typed(body, type)]));
    await withRoutes(routes, async (url) => {
      for (const [index, [name, , , expected]] of cases.entries()) {
        assert.equal(await conclusion({ url: `${url}${index}`, tempDirectory }), expected, name);
      }
      assert.equal(
        await conclusion({ url: `${url}13`, options: { dryRun: true } }),
        "retype image",
        "a dry run downloads nothing",
      );
    });
  }));

Deno.test("style sheets, scripts, manifests, feeds and sitemaps are read, and other answers are rejected with what was expected", async () => {
  const xml = (root: string) => `<?xml version="1.0"?><${root}></${root}>`;
  const cases: [CrawlTask["kind"], string | Uint8Array, string, string][] = [
    ["style", "p {}", "text/css; charset=iso-8859-1", "page"],
    ["style", "p {}", "text/plain", "page"],
    ["style", "<p>not found", "text/html", "rejected not_a_stylesheet"],
    ["style", "GIF89a", "image/gif", "rejected not_a_stylesheet"],
    ["script", "p()", "text/javascript; charset=utf-8", "page"],
    ["script", "p()", "application/x-javascript", "page"],
    ["script", "<p>not found", "text/html", "rejected not_a_script"],
    ["manifest", "{}", "application/manifest+json", "page"],
    ["manifest", "{}", "application/json", "page"],
    ["manifest", "<p>", "text/html", "rejected not_a_manifest"],
    ["feed", xml("rss"), "application/rss+xml", "page"],
    ["feed", xml("feed"), "text/html", "page"],
    ["feed", "<html>", "text/html", "rejected not_a_feed"],
    ["sitemap", xml("urlset"), "application/xml", "page"],
    ["sitemap", "http://a.test/", "text/plain", "page"],
    ["sitemap", gzipSync(xml("urlset")), "application/x-gzip", "page"],
    ["sitemap", gzipSync(xml("urlset")), "text/html", "page"],
    ["sitemap", "<!doctype html><p>not found", "text/html", "rejected not_a_sitemap"],
    ["sitemap", gzipSync(xml("urlset")).subarray(0, 30), "application/gzip", "failed encoding"],
  ];
  const routes = Object.fromEntries(cases.map(([, body, type], index) => [`/${index}`, typed(body, type)]));
  await withRoutes(routes, async (url) => {
    for (const [index, [kind, , type, expected]] of cases.entries()) {
      assert.equal(await conclusion({ url: `${url}${index}`, kind }), expected, `${kind} as ${type}`);
    }
  });
});

Deno.test("images in the page itself are written once each and reported before the page, or reported with the reason of a filter", () =>
  withDirectory(async (tempDirectory) => {
    const image = await picture(4, { width: 64, height: 64 }).png().toBuffer();
    const dot = await picture(4, { width: 1, height: 1 }).png().toBuffer();
    const crawler = {
      name: "inline",
      discover: async (page: { text: AsyncIterable<string> }, context: { inline(image: object): void }) => {
        await Array.fromAsync(page.text);
        for (const one of [image, dot, image, new Uint8Array(0)]) {
          context.inline({ bytes: one, mediaType: "image/wrong", reference: "img", context: { alt: " a  picture\0 " } });
        }
      },
    };
    await withRoutes({ "/": "<p>hello" }, async (url) => {
      const reports = await visitOnce({ url, crawler, tempDirectory });
      const [, inline, found, page] = reports;
      assert.deepEqual(reports.map(({ type }) => type), ["working", "inline", "found", "page"]);
      assert.ok(inline?.type === "inline" && found?.type === "found" && page?.type === "page");
      const sha256 = createHash("sha256").update(image).digest("hex");
      assert.deepEqual(
        [inline.link.url, inline.link.context, inline.sha256, inline.bytes],
        [`data:image/png;sha256=${sha256}`, { alt: "a picture" }, sha256, image.byteLength],
      );
      assert.deepEqual(Buffer.from(await Deno.readFile(`${tempDirectory}/${inline.temp}`)), image);
      assert.equal(found.links[0]?.reject?.reason, "tracking_pixel");
    });
  }));

Deno.test("a page that arrives one byte at a time does not cause a report for each byte", async () => {
  const body = () =>
    new ReadableStream({
      async start(controller) {
        for (let at = 0; at < 3_000; at++) {
          controller.enqueue(new TextEncoder().encode(at % 100 === 0 ? `<a href="/${at}">` : "x"));
          if (at % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        }
        controller.close();
      },
    });
  await withRoutes({ "/": () => new Response(body(), { headers: { "content-type": "text/html" } }) }, async (url) => {
    const reports: WorkerReport[] = await visitOnce({ url });
    assert.equal(reports.filter(({ type }) => type === "found").length, 1);
    assert.equal(reports.at(-1)?.type, "page");
  });
});

Deno.test("a URL is named once before its answer is handled, so that it is known if the worker dies of it", () =>
  withRoutes(
    { "/missing": status(404), "/away": () => new Response(null, { status: 302, headers: { location: "/" } }) },
    async (url) => {
      for (const path of ["missing", "away"]) {
        for (const kind of ["page", "image"] as const) {
          const reports = await visitOnce({ url: url + path, kind });
          assert.deepEqual(reports.map(({ type }) => type), ["working", path === "away" ? "redirect" : "failed"]);
        }
      }
    },
  ));
