import assert from "node:assert/strict";
import type { CrawlTask } from "../../../modules/crawl/messages.ts";
import { withDirectory } from "../../support/directory.ts";
import { picture } from "../../support/pictures.ts";
import { openSite, redirect } from "../../support/site.ts";
import { conclusion } from "../../support/visit.ts";

const HTML = "<!-- one --><html><body><img src=a.png>";
const RSS = `<?xml version="1.0"?>\n<rss version="2.0"><channel/></rss>`;
const URLSET = "<!-- x --><urlset/>";
const JSON_FEED = `{ "version": "https://jsonfeed.org/version/1.1", "items": [] }`;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="30" height="30"/>`;
const UNKNOWN = [
  ...["html", "text", "image", "*/*", "force-download", "application/x-download", "application/force-download"],
  ...["application/octet-stream", "application/unknown", "unknown/unknown", "x-unknown/x-unknown", ""],
];

type Kind = CrawlTask["kind"];
type Case = [as: Kind, body: string | Uint8Array, type: string | string[], expected: string];

Deno.test("what an answer is, its bytes decide wherever its type is wrong, missing or says nothing", () =>
  withDirectory(async (tempDirectory) => {
    const png = await picture(3, { width: 30, height: 20 }).png().toBuffer();
    const bmp = await picture(3, { width: 30, height: 20 }).png().toBuffer().then(() =>
      Uint8Array.from({ length: 100 }, (_, at) => [66, 77, 100, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40][at] ?? 0)
    );
    const utf16 = new Uint8Array(new Uint16Array([0xfeff, ...Array.from(HTML, (letter) => letter.charCodeAt(0))]).buffer);
    const cases: Case[] = [
      ...UNKNOWN.flatMap((type): Case[] => [
        ["page", HTML, type, "page"],
        ["page", png, type, "image"],
        ["page", SVG, type, "image"],
        ["page", RSS, type, "retype feed"],
        ["page", "PK\x03\x04\x14\0\0\0\x08\0 an archive that goes on", type, "rejected not_html"],
        ["image", png, type, "image"],
        ["image", HTML, type, type.startsWith("x-") ? "rejected not_an_image" : "retype page"],
        ["style", "p {}", type, type.startsWith("x-") ? "rejected not_a_stylesheet" : "page"],
      ]),
      ["page", HTML, ["text/plain", "text/html"], "page"],
      ["page", HTML, ["text/html", "*/*"], "page"],
      ["page", HTML, "text/html charset=utf-8", "page"],
      ["page", HTML, "text/html,", "page"],
      ["page", HTML, "text/x-server-parsed-html", "page"],
      ["page", HTML, "text/plain", "page"],
      ["page", "A text with <b>markup</b>.", "text/plain", "rejected not_html"],
      ["page", "just words", "", "page"],
      ["page", utf16, "application/octet-stream", "page"],
      ["page", bmp, "application/octet-stream", "image"],
      ["page", png, "image", "image"],
      ["page", png, "image/*", "image"],
      ["page", png, "application/json", "image"],
      ["page", RSS, "text/html", "retype feed"],
      ["page", RSS, "text/plain", "retype feed"],
      ["page", `<rdf:RDF xmlns:rdf="x"/>`, "text/html", "retype feed"],
      ["page", JSON_FEED, "application/json", "retype feed"],
      ["page", JSON_FEED, "text/html", "retype feed"],
      ["page", URLSET, "text/html", "retype sitemap"],
      ["page", URLSET, "text/plain", "retype sitemap"],
      ["page", HTML, "application/xml", "page"],
      ["feed", RSS, "text/html", "page"],
      ["feed", JSON_FEED, "text/html", "page"],
      ["feed", HTML, "text/html", "rejected not_a_feed"],
      ["sitemap", "https://a.test/1\nhttps://a.test/2\n", "text/html", "page"],
      ["sitemap", URLSET, "text/html", "page"],
      ["script", "show('a.png')", "text/html", "page"],
      ["script", HTML, "text/html", "rejected not_a_script"],
      ["script", "GIF89a", "image/gif", "rejected not_a_script"],
      ["style", "p {}", "text/html", "page"],
      ["style", "p {}", "application/x-pointplus", "page"],
      ["manifest", `\n{ "icons": [] }`, "text/html", "page"],
    ];
    const site = await openSite((_request, path) => {
      const [, body = "", type = ""] = cases[Number(path.slice(1))] ?? [];
      const headers = new Headers();
      for (const line of [type].flat()) headers.append("content-type", line);
      if (type === "") return new Response(new Uint8Array(Buffer.from(body)));
      return new Response(new Uint8Array(Buffer.from(body)), { headers });
    });
    try {
      for (const [index, [kind, body, type, expected]] of cases.entries()) {
        const actual = await conclusion({ url: `${site.url}${index}`, kind, tempDirectory });
        const begins = typeof body === "string" ? body.slice(0, 30) : `${body.byteLength} bytes`;
        assert.equal(actual, expected, `${kind} "${[type].flat().join(" / ")}" ${begins}`);
      }
    } finally {
      await site.close();
    }
  }));

Deno.test("what a browser shows whatever the status is kept: pages of 2xx, images of every status that no further try may change", () =>
  withDirectory(async (tempDirectory) => {
    const png = await picture(3, { width: 30, height: 20 }).png().toBuffer();
    const dot = await picture(3, { width: 1, height: 1 }).png().toBuffer();
    const cases: [as: Kind, status: number, body: string | Uint8Array, expected: string, attempt?: number][] = [
      ...[200, 201, 202, 203, 206, 226, 299, 300].flatMap((status): [Kind, number, string | Uint8Array, string][] => [
        ["image", status, png, "image"],
        ["page", status, HTML, "page"],
      ]),
      ...[400, 401, 403, 404, 410, 418, 501].flatMap((status): [Kind, number, string | Uint8Array, string][] => [
        ["image", status, png, "image"],
        ["page", status, png, "image"],
        ["image", status, HTML, `failed http_${status}`],
        ["page", status, HTML, `failed http_${status}`],
        ["image", status, dot, `failed http_${status}`],
        ["feed", status, RSS, `failed http_${status}`],
      ]),
      ["image", 404, SVG, "image"],
      ["image", 500, png, "failed http_500", 1],
      ["image", 500, png, "failed http_500", 2],
      ["image", 500, png, "image", 3],
      ["image", 503, png, "failed http_503", 1],
      ["image", 429, png, "image", 3],
      ["image", 500, HTML, "failed http_500", 3],
      ["page", 302, HTML, "page"],
      ["image", 302, png, "image"],
      ["page", 302, "", "rejected bad_redirect"],
      ["page", 404, "", "failed http_404"],
    ];
    const site = await openSite((_request, path) => {
      if (path === "/moved") return redirect("/there");
      const [, status = 200, body = ""] = cases[Number(path.slice(1))] ?? [];
      const type = body === SVG ? "image/svg+xml" : body === RSS ? "application/rss+xml" : "text/html";
      return new Response(new Uint8Array(Buffer.from(body)), { status, headers: { "content-type": type } });
    });
    try {
      for (const [index, [kind, status, body, expected, attempt = 1]] of cases.entries()) {
        const actual = await conclusion({ url: `${site.url}${index}`, kind, tempDirectory, attempt });
        assert.equal(actual, expected, `${kind} ${status} ${body.slice(0, 10)} attempt ${attempt}`);
      }
      assert.equal(await conclusion({ url: `${site.url}moved` }), "redirect");
    } finally {
      await site.close();
    }
  }));
