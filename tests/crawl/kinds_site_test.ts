import assert from "node:assert/strict";
import { openTestEngine } from "../support/engine.ts";
import { expectedImages, isImagePath, isVariantPath, KIND_NAMES, kindsRoutes, TRAP_NAMES, trapPaths } from "../support/kinds.ts";
import { pngOf } from "../support/png_bytes.ts";
import { openSite, type Site } from "../support/site.ts";

const FORBIDDEN = ["/trap/robots.png", "/trap/robots.html"] as const;

/** A site with every kind of image reference and every trap. All images differ. */
async function openKindsSite(): Promise<Site> {
  const routes = kindsRoutes();
  const start = routes.get("/");
  assert.ok(start);
  routes.set("/", { ...start, body: `${start.body}<img src="${FORBIDDEN[0]}"><a href="${FORBIDDEN[1]}">x</a>` });
  return await openSite((_request, path) => {
    if (path === "/robots.txt") return new Response("User-agent: *\nDisallow: /trap/robots\n");
    const answer = routes.get(path);
    if (answer) return new Response(answer.body, { headers: { ...answer.headers, "content-type": answer.type } });
    if (isImagePath(path)) return new Response(imageAt(path), { headers: { "content-type": "image/png" } });
    return new Response("Not here", { status: 404 });
  });
}

Deno.test(`a crawl fetches the image of each of ${KIND_NAMES.length} kinds of reference, and of none of ${TRAP_NAMES.length} traps`, async (context) => {
  assert.ok(KIND_NAMES.length >= 45 && TRAP_NAMES.length >= 6);
  const site = await openKindsSite();
  const test = await openTestEngine({ sites: [site.hostPort] });
  try {
    const job = await test.crawl(site.url, { perHostConcurrency: 8, sitemaps: true }, 120);
    assert.equal(job.status, "completed", job.statusReason ?? "");
    const asked = new Set(site.paths());
    for (const path of expectedImages()) {
      await context.step(`${path} is fetched`, () => assert.ok(asked.has(path)));
    }
    for (const path of [...trapPaths(), ...FORBIDDEN]) {
      await context.step(`${path} is not fetched`, () => assert.ok(!asked.has(path)));
    }
    await context.step("of the candidates of one picture only the best is fetched", () => {
      assert.deepEqual([...asked].filter(isVariantPath), []);
    });
    await context.step("nothing is fetched twice", () => assert.equal(site.paths().length, asked.size));
    await context.step("all invariants hold", async () => assert.deepEqual(await test.breaches(), []));
  } finally {
    await test.close();
    await site.close();
  }
});

/** A PNG of 8 x 8 pixels whose bytes depend on its path. */
function imageAt(path: string): Uint8Array<ArrayBuffer> {
  const seed = [...path].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  const rows = Uint8Array.from({ length: 8 * 25 }, (_, at) => at % 25 === 0 ? 0 : (seed >>> ((at % 4) * 8)) + at * 13);
  return pngOf({ width: 8, height: 8 }, rows);
}
