import assert from "node:assert/strict";
import { Hono } from "hono";
import { contextStorage } from "hono/context-storage";
import { Island } from "../../../modules/shared/web/island.tsx";
import { Layout, renderDocument } from "../../../modules/shared/web/layout.tsx";
import { navigation } from "../../../modules/shared/web/navigation.ts";
import { pageUrl, Pagination } from "../../../modules/shared/web/pagination.tsx";

const HOSTILE = `"><script>alert(1)</script>`;

Deno.test("Island carries its props as escaped JSON, its fallback, and a module of its name", () => {
  const html = renderDocument(<Island name="probe" props={{ text: HOSTILE }}>Fallback</Island>);
  assert.doesNotMatch(html, /<script>/);
  const props = /data-props="([^"]*)"/.exec(html)?.[1] ?? "";
  assert.deepEqual(JSON.parse(props.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&")), {
    text: HOSTILE,
  });
  assert.match(html, />Fallback<\/div><script type="module" src="\/static\/islands\/probe\.js">/);
});

Deno.test("Layout is a whole document without a script or style of its own", async () => {
  const app = new Hono();
  app.use(contextStorage(), navigation([{ name: "jobs", label: "Jobs", href: "/jobs" }]));
  app.get("/", (context) => context.html(renderDocument(<Layout title={HOSTILE} active="jobs" query={HOSTILE}>Content</Layout>)));
  const html = await (await app.request("/")).text();
  assert.match(html, /^<!doctype html><html lang="en">/);
  assert.match(html, /<a href="\/jobs" class="nav-link" aria-current="page">/);
  assert.match(html, /<a class="skip-link" href="#content">/);
  assert.doesNotMatch(html, /<script(?! type="module" src="\/static\/)|<style| style=| on[a-z]+=/);
});

Deno.test("Pagination keeps the list's own parameters, and shows nothing where there is one page", () => {
  const html = renderDocument(<Pagination path="/tags" query={{ q: "a b", order: undefined }} cursor={undefined} next="c=1" />);
  assert.match(html, /href="\/tags\?q=a\+b&amp;cursor=c%3D1"/);
  assert.equal(renderDocument(<Pagination path="/" query={{}} cursor={undefined} next={null} />), "<!doctype html>");
  assert.equal(pageUrl("/", { q: "" }), "/");
});
