import assert from "node:assert/strict";
import { openTestEngine } from "../support/engine.ts";
import { makePictures } from "../support/gallery.ts";
import { bytes, html, openSite, redirect, type Site } from "../support/site.ts";

const PICTURES = ["own", "sheet", "to", "script", "seen", "shy", "cdn", "hidden", "portal", "portal-cdn"];

/** Answers with the picture if the Referer is the expected one, or with 403. */
type Guard = (name: string, expected: string | null) => (request: Request) => Response;

async function guarded(): Promise<Guard> {
  const pictures = await makePictures(PICTURES.length);
  return (name, expected) => (request) =>
    request.headers.get("referer") === expected
      ? bytes(pictures[PICTURES.indexOf(name)] ?? new Uint8Array())
      : new Response("hotlinking is forbidden", { status: 403 });
}

function answerFrom(routes: Record<string, (request: Request) => Response>) {
  return (request: Request, path: string): Response => (routes[path] ?? (() => new Response(null, { status: 404 })))(request);
}

const referers = (site: Site) => Object.fromEntries(site.requests.map(({ path, headers }) => [path, headers.get("referer")]));

Deno.test("images that answer 403 without the Referer that a browser sends are stored, on the page's host and on another one", async () => {
  const guard = await guarded();
  const cdnRoutes: Record<string, (request: Request) => Response> = {};
  const cdn = await openSite(answerFrom(cdnRoutes));
  const siteRoutes: Record<string, (request: Request) => Response> = {};
  const site = await openSite(answerFrom(siteRoutes));
  const page = `${site.url}gallery/?p=1`;
  Object.assign(cdnRoutes, {
    "/cdn.png": guard("cdn", site.url),
    "/seen.png": guard("seen", page),
    "/shy.png": guard("shy", null),
    "/hidden.png": guard("hidden", null),
    "/portal.png": guard("portal-cdn", site.url),
  });
  Object.assign(siteRoutes, {
    "/": () => html(`<a href="/gallery/?p=1#top">gallery</a> <a href="/hidden/">hidden</a>`),
    "/gallery/?p=1": () =>
      html(`<link rel="stylesheet" href="/main.css"><script src="/main.js"></script>
        <img src="/own.png"><img src="/from.png"><img src="${cdn.url}cdn.png">
        <img src="${cdn.url}seen.png" referrerpolicy="unsafe-url"><img src="${cdn.url}shy.png" referrerpolicy="no-referrer">`),
    "/hidden/": () => html(`<meta name="referrer" content="no-referrer"><img src="${cdn.url}hidden.png">`),
    "/main.css": () => new Response("p { background: url(/sheet.png) }", { headers: { "content-type": "text/css" } }),
    "/main.js": () => new Response(`show("/script.png")`, { headers: { "content-type": "text/javascript" } }),
    "/portal/": () => html(`<img src="/portal.png"><img src="${cdn.url}portal.png">`),
    "/portal.png": guard("portal", "https://portal.test/"),
    "/own.png": guard("own", page),
    "/from.png": () => redirect("/to.png"),
    "/to.png": guard("to", page),
    "/sheet.png": guard("sheet", `${site.url}main.css`),
    "/script.png": guard("script", page),
  });
  const test = await openTestEngine({ sites: [site.hostPort, cdn.hostPort] });
  try {
    const { id, counters } = await test.crawl(site.url);
    const failed = (await test.ledger(id)).filter(({ outcome }) => outcome === "failed");
    assert.deepEqual(failed.map(({ url, reason }) => [url, reason]), []);
    assert.equal(counters.imagesStored, 8);
    const own = referers(site);
    assert.deepEqual(
      [own["/robots.txt"], own["/"], own["/gallery/?p=1"], own["/main.css"], own["/from.png"]],
      [null, null, site.url, page, page],
      "robots.txt and what no page refers to have no Referer",
    );
    const portal = await test.crawl(`${site.url}portal/`, { headers: ["Referer: https://portal.test/"], scope: "page" });
    assert.equal(portal.counters.imagesStored, 2, "a Referer that people give a job is sent to its own hosts, and to no other");
  } finally {
    await test.close();
    await Promise.all([site.close(), cdn.close()]);
  }
});
