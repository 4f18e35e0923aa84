import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { LookupFunction } from "node:net";
import { resolveAddress } from "../../modules/crawl/rules/address.ts";
import { createEgress } from "../../modules/crawl/egress/client.ts";
import { FetchFault } from "../../modules/crawl/egress/faults.ts";
import { SeedUrl } from "../../modules/crawl/schemas.ts";
import { fetchRobots } from "../../modules/crawl/worker/fetch_robots.ts";
import { openTestEngine, type TestEngine } from "../support/engine.ts";
import { openCanary, privateReferences } from "../support/private_spellings.ts";
import { html, openRawServer, openSite, redirect, type Site } from "../support/site.ts";

/** A resolver that gives a loopback address for every name, as a hostile network could. */
const here: LookupFunction = (_hostname, _options, callback) => callback(null, [{ address: "127.0.0.1", family: 4 }]);
const REFUSALS = ["private_address", "scheme", "credentials", "port"];

Deno.test("no spelling of a private address is requested, neither as a seed nor as the target of a redirect of robots.txt", async () => {
  const canary = openCanary();
  const references = privateReferences(canary.port);
  assert.ok(references.length >= 220, String(references.length));
  const site = await openSite((_request, path) => redirectTo(path.slice(2)));
  let oddTarget = "";
  const odd = openRawServer((write) => write(`HTTP/1.1 302 Found\nLocation : ${oddTarget}\nContent-Length: 0\n\n`));
  const allowedPrivateHosts = [site.hostPort, odd.hostPort];
  const policy = { userAgent: "Test/1.0", allowedPorts: [canary.port], allowedPrivateHosts, ownAddresses: [] };
  const egress = createEgress(policy, { resolve: here });
  const reasonOf = (work: Promise<unknown>) =>
    work.then(() => "answered", (error: unknown) => error instanceof FetchFault ? error.reason : String(error));
  try {
    for (const reference of references) {
      const spelled = URL.canParse(reference, site.url) ? new URL(reference, site.url).href : null;
      if (spelled !== null) {
        const reason = await reasonOf(egress.get(spelled, { accept: "*/*", maxBytes: 1_000 }));
        assert.ok(REFUSALS.includes(reason), `${reference}: ${reason}`);
      }
      const address = resolveAddress(reference, site.url);
      oddTarget = headerText(reference);
      for (const robots of [`${site.url}?${encodeURIComponent(reference)}`, odd.url]) {
        const reason = await reasonOf(fetchRobots(robots, egress));
        assert.ok(
          REFUSALS.includes(reason) || (address === null && reason === "answered"),
          `robots.txt to ${reference}: ${reason}`,
        );
      }
    }
    assert.equal(canary.accepted(), 0);
  } finally {
    await egress.close();
    await site.close();
    await odd.close();
    await canary.close();
  }
});

function redirectTo(encoded: string): Response {
  return redirect(Buffer.from(headerText(decodeURIComponent(encoded))).toString("latin1"));
}

/** Makes a text the value of a header field, which has no line ends. */
function headerText(text: string): string {
  return text.replace(/[\r\n\0]/g, "");
}

/** Redirects to itself until the client sends the cookie that this sets, and then to the address. */
function redirectBehindCookie(request: Request, encoded: string): Response {
  if (request.headers.get("cookie")?.includes("wall=1")) return redirectTo(encoded);
  const answer = redirect(request.url);
  answer.headers.append("set-cookie", "wall=1");
  answer.headers.append("set-cookie", "wall=1; Domain=127.0.0.1");
  return answer;
}

/** All ways in which a site can lead a crawl to an address. */
const DOORS: Record<string, (references: string[], site: string) => string> = {
  "/link": (all) => all.map((to) => `<a href="${to}">a</a><area href="${to}"><iframe src="${to}"></iframe>`).join("\n"),
  "/img": (all) => all.map((to) => `<img src="${to}"><img srcset="${to} 2x"><input type=image src="${to}">`).join("\n"),
  "/meta": (all) =>
    all.map((to) => `<meta property="og:image" content="${to}"><meta http-equiv=refresh content="0;url=${to}">`).join("\n"),
  "/style": (all) => `<style>${all.map((to) => `p { background: url("${to}") } @import "${to}";`).join("\n")}</style>`,
  "/srcdoc": (all) => all.map((to) => `<iframe srcdoc="<img src='${to}'><a href='${to}'>a</a>"></iframe>`).join("\n"),
  "/linked": (all) =>
    all.map((to) => `<link rel=stylesheet href="${to}"><link rel=manifest href="${to}"><link rel=icon href="${to}">`).join("\n"),
  "/ways": (all) =>
    all.map((to) =>
      `<link rel=next href="${to}"><p onclick="open('${to}')" data-url="${to}">p</p><a href="javascript:go('${to}')">a</a>` +
      `<select onchange="location=this.value"><option value="${to}"></select><form action="${to}"><input name=a value=b></form>`
    ).join("\n"),
  "/feeds": (all) => all.map((to) => `<link rel=alternate type="application/rss+xml" href="${to}">`).join("\n"),
  "/redirects": (all) =>
    all.map((to) => `<a href="/r?${encodeURIComponent(to)}">r</a><img src="/r?i${encodeURIComponent(to)}">`).join("\n"),
  "/walls": (all) =>
    all.map((to) => `<a href="/w?${encodeURIComponent(to)}">w</a><img src="/w?i${encodeURIComponent(to)}">`).join("\n"),
  "/bases": (all) => all.map((to) => `<a href="/base?${encodeURIComponent(to)}">b</a>`).join("\n"),
};

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll("'", "&#39;");
const inXml = (text: string) => escaped(text).replaceAll("\0", "");

function documents(references: string[]): Record<string, () => Response> {
  const typed = (body: string, type: string) => () => new Response(body, { headers: { "content-type": type } });
  const items = references.map((to) => `<item><link>${inXml(to)}</link><enclosure url="${inXml(to)}" type="image/png"/></item>`);
  const urls = references.map((to) =>
    `<url><loc>${inXml(to)}</loc><image:image><image:loc>${inXml(to)}</image:loc></image:image></url>`
  );
  return {
    "/doors.css": typed(references.map((to) => `p { background: url('${to.replaceAll("'", "\\'")}') }`).join("\n"), "text/css"),
    "/doors.js": typed(references.map((to) => `show(${JSON.stringify(`${to}x.png`)})`).join("\n"), "text/javascript"),
    "/doors.webmanifest": typed(JSON.stringify({ icons: references.map((src) => ({ src })) }), "application/manifest+json"),
    "/doors.rss": typed(`<rss><channel>${items.join("")}</channel></rss>`, "application/rss+xml"),
    "/sitemap.xml": typed(
      `<urlset xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">${urls.join("")}</urlset>`,
      "application/xml",
    ),
    "/robots.txt": typed(
      references.map((to) => `Sitemap: ${to.replace(/[\r\n\0]/g, "")}`).join("\n") + "\nSitemap: /sitemap.xml",
      "text/plain",
    ),
  };
}

function openDoors(references: string[]): Promise<Site> {
  const escapedReferences = references.map(escaped);
  const files = documents(references);
  const own = `<link rel=stylesheet href="/doors.css"><link rel=manifest href="/doors.webmanifest">
    <script src="/doors.js"></script><link rel=alternate type="application/rss+xml" href="/doors.rss">`;
  return openSite((request, path) => {
    const { pathname, search, origin } = new URL(request.url);
    const file = files[pathname];
    if (file) return file();
    if (pathname === "/r") return redirectTo(search.slice(search.startsWith("?i") ? 2 : 1));
    if (pathname === "/w") return redirectBehindCookie(request, search.slice(search.startsWith("?i") ? 2 : 1));
    if (pathname === "/base") {
      return html(`<base href="${escaped(decodeURIComponent(search.slice(1)))}"><img src="a.png"><a href="b">b</a>`);
    }
    const door = DOORS[path];
    if (!door && path !== "/") return new Response("not here", { status: 404 });
    return html(door ? door(escapedReferences, origin) : own + Object.keys(DOORS).map((to) => `<a href="${to}">d</a>`).join(""));
  });
}

Deno.test("a job requests no spelling of a private address in any kind of reference, and the ledger gives the reason for each", async () => {
  const canary = openCanary();
  // Host names are left out, because the system's resolver may ask another machine about them.
  const references = privateReferences(canary.port, ["localhost", "LOCALHOST"]);
  const site = await openDoors(references);
  const test = await openTestEngine({
    sites: [site.hostPort],
    environment: { CRAWL_ALLOWED_PORTS: `80,443,${canary.port}` },
  });
  const options = { scope: "any", maxImages: 100_000, maxPages: 100_000, concurrency: 64, perHostConcurrency: 16 } as const;
  try {
    const crawled = await test.crawl(site.url, options, 300);
    assert.equal(crawled.status, "completed", crawled.statusReason ?? "");
    const met = await outcomes(test, crawled.id, site.hostPort);
    assert.ok(met.size > 150, `only ${met.size} addresses were met`);
    assertRefused(met);

    const seeds = references.flatMap((reference) => SeedUrl.safeParse(reference).data ?? []).filter(isAddress);
    assert.ok(seeds.length > 150, String(seeds.length));
    const { id } = await test.engine.manager.create({
      urls: seeds,
      options: { ...crawled.options, headers: [], cookies: [] },
    });
    const seeded = await test.ended(id, 300);
    assert.equal(seeded.status, "failed");
    assertRefused(await outcomes(test, id, site.hostPort));
    assert.equal(canary.accepted(), 0);
    assert.deepEqual(await test.breaches(), []);
  } finally {
    await test.close();
    await site.close();
    await canary.close();
  }
});

/** Whether looking up the host asks no other machine. */
function isAddress(url: string): boolean {
  return /^(\[.*\]|[\d.]+|localhost)$/.test(new URL(url).hostname);
}

async function outcomes(test: TestEngine, id: number, ownHost: string): Promise<Map<string, string>> {
  const rows = await test.engine.database.query<{ url: string; outcome: string | null; reason: string | null }>(
    "select url, outcome, reason from crawl_url where job_id = $1 and url not like 'data:%'",
    [id],
  );
  const others = rows.filter(({ url }) => new URL(url).host !== ownHost);
  return new Map(others.map(({ url, outcome, reason }) => [url, `${outcome} ${reason}`]));
}

/** Fails unless all URLs were refused. URLs that the job did not try count as refused. */
function assertRefused(outcomes: Map<string, string>): void {
  const wrong = [...outcomes].filter(([, outcome]) =>
    !/^(failed (private_address|credentials|port|scheme|job_failed)|rejected .*)$/.test(outcome)
  );
  assert.deepEqual(wrong, []);
}
