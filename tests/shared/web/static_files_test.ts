import assert from "node:assert/strict";
import type { Hono } from "hono";
import { createLog } from "../../../modules/shared/log.ts";
import { ensureAssets } from "../../../modules/shared/web/build.ts";
import { pageGroup } from "../../../modules/shared/web/route_group.ts";
import { staticRoutes } from "../../../modules/shared/web/static_files.ts";

function staticApp(): Hono {
  const app = pageGroup(createLog({ level: "error", format: "text" }));
  staticRoutes(app);
  return app;
}

Deno.test("ensureAssets() builds once, and its islands carry no schema library", async () => {
  await ensureAssets();
  assert.equal(await ensureAssets(), false);
  for (const name of ["bulk_tagger", "job_progress", "tag_editor"]) {
    const { size } = await Deno.stat(new URL(`../../../static/islands/${name}.js`, import.meta.url));
    assert.ok(size < 30_000, `${name}.js has ${size} bytes`);
  }
});

Deno.test("staticRoutes() serves styles and islands with their types, and answers 304 to what is known", async () => {
  await ensureAssets();
  const app = staticApp();
  const styles = await app.request("/static/app.css");
  assert.equal(styles.headers.get("content-type"), "text/css; charset=utf-8");
  assert.match(await styles.text(), /--color-accent/);
  const etag = styles.headers.get("etag") ?? "";
  const again = await app.request("/static/app.css", { headers: { "if-none-match": etag } });
  assert.deepEqual([again.status, await again.text()], [304, ""]);
  const island = await app.request("/static/islands/tag_editor.js");
  assert.equal(island.headers.get("content-type"), "text/javascript; charset=utf-8");
  assert.equal((await app.request("/static/icon.svg")).headers.get("content-type"), "image/svg+xml");
});

Deno.test("staticRoutes() gives nothing from outside its folder, and no other kind of file", async () => {
  const app = staticApp();
  const paths = [
    "../deno.json",
    "..%2fdeno.json",
    "%2e%2e/deno.json",
    "islands/../../deno.json",
    "islands",
    "none.css",
    "a/b/c.js",
    "%00.css",
  ];
  for (const path of paths) assert.equal((await app.request(`/static/${path}`)).status, 404, path);
});
