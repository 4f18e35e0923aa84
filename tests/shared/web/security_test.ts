import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Hono } from "hono";
import { createLog } from "../../../modules/shared/log.ts";
import { apiGroup, mountGroups, pageGroup, showErrors } from "../../../modules/shared/web/route_group.ts";
import { PAGE_POLICY, securityHeaders } from "../../../modules/shared/web/headers.ts";
import { guardsOf } from "../../../modules/shared/web/security.ts";
import { limitBody, requestLog } from "../../../modules/shared/web/request.ts";
import { signInRoute, signOutRoute } from "../../../modules/shared/web/sign_in.tsx";

const TOKEN = "correct-horse-battery-staple";
const PAGE = { accept: "text/html" };
const FORM = { "content-type": "application/x-www-form-urlencoded" };

function appWith({ accessToken, allowedHosts = [] }: { accessToken?: string; allowedHosts?: string[] } = {}): Hono {
  const app = new Hono();
  const log = createLog({ level: "error", format: "json" });
  app.use(requestLog(log), securityHeaders());
  showErrors(app, log);
  const { host, token, sender } = guardsOf({
    config: { host: "127.0.0.1", accessToken, allowedHosts },
    localSecret: "local-secret-of-the-lock-file",
  });
  app.get("/healthz", host, (context) => context.json({ status: "ok" }));
  app.post("/sign-in", host, sender);
  signInRoute(app, { accessToken });
  const [api, pages] = [apiGroup(log, host, token, sender, limitBody()), pageGroup(log, host, token, sender, limitBody())];
  api.app.get("/things", (context) => context.json({ items: [] }));
  api.app.post("/things", (context) => context.json({}, 201));
  pages.get("/", (context) => context.text("gallery"));
  pages.post("/things", (context) => context.text("made"));
  signOutRoute(pages);
  mountGroups(app, { api, pages });
  return app;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

Deno.test("guardsOf() answers only to its own names: others get 421, whatever the port", async () => {
  const app = appWith({ allowedHosts: ["Pictures.example"] });
  for (const host of ["localhost:8000", "127.0.0.1", "[::1]:9", "pictures.example:443", "PICTURES.EXAMPLE."]) {
    assert.equal((await app.request("http://localhost/api/things", { headers: { host } })).status, 200, host);
  }
  for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000", "10.0.0.1", "x@localhost", ""]) {
    const answer = await app.request("http://localhost/api/things", { headers: { host } });
    assert.equal(answer.status, 421, host);
  }
  const answer = await app.request("http://evil.example/api/things");
  assert.match((await answer.json()).detail, /ALLOWED_HOSTS=evil\.example/);
});

Deno.test("guardsOf() lets a program in with the access token or the local secret, and nobody else", async () => {
  const app = appWith({ accessToken: TOKEN });
  const get = (headers: Record<string, string>) => app.request("/api/things", { headers });
  assert.equal((await get(bearer(TOKEN))).status, 200);
  assert.equal((await get(bearer("local-secret-of-the-lock-file"))).status, 200);
  for (
    const headers of [{}, bearer("wrong-token-wrong-token"), bearer(""), { authorization: TOKEN }, {
      cookie: "session=9999999999.x",
    }]
  ) {
    const answer = await get(headers as Record<string, string>);
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer/);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
  }
  assert.equal((await app.request("/healthz")).status, 200);
});

Deno.test("guardsOf() shows people the sign-in page, which sets a session cookie that opens everything", async () => {
  const app = appWith({ accessToken: TOKEN });
  const page = await app.request("/?q=cat", { headers: PAGE });
  assert.equal(page.status, 401);
  const html = await page.text();
  assert.match(html, /name="next" value="\/\?q=cat"/);
  const style = createHash("sha256").update(/<style>(.*)<\/style>/s.exec(html)?.[1] ?? "").digest("base64");
  assert(page.headers.get("content-security-policy")?.includes(`style-src 'sha256-${style}'`));

  const signIn = (token: string, next = "/?q=cat") =>
    app.request("/sign-in", { method: "POST", headers: { ...FORM, ...PAGE }, body: new URLSearchParams({ token, next }) });
  const wrong = await signIn("wrong-token-wrong-token");
  assert.equal(wrong.status, 401);
  assert.equal(wrong.headers.get("set-cookie"), null);

  const right = await signIn(TOKEN);
  assert.equal(right.status, 303);
  assert.equal(right.headers.get("location"), "/?q=cat");
  const setCookie = right.headers.get("set-cookie") ?? "";
  assert.match(setCookie, /HttpOnly/);
  assert.match(setCookie, /SameSite=Lax/);
  assert.doesNotMatch(setCookie, /Secure/);
  const cookie = setCookie.split(";")[0] ?? "";
  assert.equal((await app.request("/", { headers: { ...PAGE, cookie } })).status, 200);
  assert.equal((await appWith({ accessToken: "another-access-token" }).request("/", { headers: { cookie } })).status, 401);

  const out = await app.request("/sign-out", { method: "POST", headers: { cookie, origin: "http://localhost" } });
  assert.match(out.headers.get("set-cookie") ?? "", /Max-Age=0/);
});

Deno.test("wrong tokens, by form or header, are answered slowly, and however many keep the right one out never", async () => {
  const app = appWith({ accessToken: TOKEN });
  const signIn = (token: string) =>
    app.request("/sign-in", { method: "POST", headers: FORM, body: new URLSearchParams({ token }) });
  const call = (token: string) => app.request("/api/things", { headers: bearer(token) });
  for (const [ask, right] of [[signIn, 303], [call, 200]] as const) {
    const begun = performance.now();
    const wrong = Array.from({ length: 100 }, async () => {
      const { status } = await ask("wrong");
      return { status, milliseconds: performance.now() - begun };
    });
    assert.equal((await ask(TOKEN)).status, right);
    assert.ok(performance.now() - begun < 250, "the right one at once, while a hundred wrong ones wait");
    const answers = await Promise.all(wrong);
    assert.deepEqual(answers.filter(({ milliseconds }) => milliseconds < 290), []);
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [...new Array(30).fill(401), ...new Array(70).fill(429)], "30 are answered with 401");
    assert.equal((await ask(TOKEN)).status, right);
  }
});

Deno.test("guardsOf() refuses a session that has expired or whose expiry was changed", async () => {
  const app = appWith({ accessToken: TOKEN });
  const right = await app.request("/sign-in", { method: "POST", headers: FORM, body: new URLSearchParams({ token: TOKEN }) });
  const [, expiry = "", mac = ""] = /session=(\d+)\.([^;]+)/.exec(right.headers.get("set-cookie") ?? "") ?? [];
  for (
    const value of [`${Number(expiry) + 1}.${mac}`, `1.${mac}`, `.${mac}`, `${expiry}.`, expiry, `${expiry}.${mac.slice(1)}`]
  ) {
    assert.equal((await app.request("/", { headers: { cookie: `session=${value}` } })).status, 401, value);
  }
});

Deno.test("signInRoute() redirects to a path of its own only", async () => {
  const app = appWith({ accessToken: TOKEN });
  const destination = async (next: string) => {
    const body = new URLSearchParams({ token: TOKEN, next });
    return (await app.request("/sign-in", { method: "POST", headers: FORM, body })).headers.get("location");
  };
  for (const next of ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "\t//evil.example"]) {
    assert.equal(await destination(next), "/", next);
  }
  assert.equal(await destination("/.//evil.example"), "/evil.example");
  assert.equal(await destination("/images/3?q=a%20b"), "/images/3?q=a%20b");
});

Deno.test("signInRoute() marks the cookie Secure behind a proxy that ends TLS", async () => {
  const headers = { ...FORM, "x-forwarded-proto": "https", host: "localhost", origin: "https://localhost" };
  const answer = await appWith({ accessToken: TOKEN }).request("/sign-in", {
    method: "POST",
    headers,
    body: new URLSearchParams({ token: TOKEN }),
  });
  assert.equal(answer.status, 303);
  assert.match(answer.headers.get("set-cookie") ?? "", /Secure/);
});

Deno.test("guardsOf() refuses what another site makes a browser send", async () => {
  const app = appWith();
  const json = { "content-type": "application/json" };
  const post = (headers: Record<string, string>) =>
    app.request("/api/things", { method: "POST", headers: { ...json, ...headers }, body: "{}" });
  const own = { host: "localhost:8000", origin: "http://localhost:8000" };
  assert.equal((await post({})).status, 201, "a program");
  assert.equal((await post({ ...own, "sec-fetch-site": "same-origin", cookie: "session=x" })).status, 201);
  const refused: Record<string, string>[] = [
    { host: "localhost:8000", origin: "http://localhost:9000" },
    { host: "localhost:8000", origin: "https://evil.example" },
    { host: "localhost:8000", origin: "null" },
    { host: "localhost:8000", origin: "https://localhost:8000" },
    { ...own, "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { cookie: "session=x" },
  ];
  for (const headers of refused) assert.equal((await post(headers)).status, 403, JSON.stringify(headers));
});

Deno.test("guardsOf() lets other sites link to pages, but neither embed nor read them", async () => {
  const app = appWith();
  const get = (path: string, headers: Record<string, string>) => app.request(path, { headers });
  const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  assert.equal((await get("/", link)).status, 200);
  assert.equal((await get("/api/things", link)).status, 403);
  assert.equal((await get("/", { ...link, "sec-fetch-dest": "iframe" })).status, 403);
  assert.equal(
    (await get("/", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" })).status,
    403,
  );
  assert.equal((await get("/", { origin: "https://evil.example" })).status, 403);
  assert.equal((await get("/", { "sec-fetch-site": "none" })).status, 200);
});

Deno.test("guardsOf() takes JSON on API routes and urlencoded forms on pages, and says so", async () => {
  const app = appWith();
  const post = (path: string, type: string, body: string) =>
    app.request(path, { method: "POST", headers: { "content-type": type }, body });
  assert.equal((await post("/api/things", "application/json; charset=utf-8", "{}")).status, 201);
  assert.equal((await post("/things", "application/x-www-form-urlencoded", "a=b")).status, 200);
  for (
    const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "text/json",
      "application/jsonx",
    ]
  ) {
    const answer = await post("/api/things", type, "{}");
    assert.equal(answer.status, 400, type);
    assert.match((await answer.json()).detail, /Send "Content-Type: application\/json"/);
  }
  assert.equal((await post("/things", "multipart/form-data; boundary=x", "--x--")).status, 400);
  assert.equal((await app.request("/api/things", { method: "POST" })).status, 201, "no body needs no type");
});

Deno.test("securityHeaders() are on every answer, errors and refusals included", async () => {
  const app = appWith({ accessToken: TOKEN });
  const answers = [
    await app.request("/healthz"),
    await app.request("/api/things"),
    await app.request("/nothing", { headers: { ...bearer(TOKEN), ...PAGE } }),
    await app.request("http://evil.example/", { headers: PAGE }),
    await app.request("/", { headers: PAGE }),
  ];
  for (const { headers } of answers) {
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
    assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
    assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none'.*frame-ancestors 'none'/);
    assert.match(headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
  }
  assert.match(PAGE_POLICY, /script-src 'self'/);
  assert.doesNotMatch(PAGE_POLICY, /unsafe/);
});
