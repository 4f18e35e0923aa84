import assert from "node:assert/strict";
import { Hono } from "hono";
import { z } from "zod";
import { AppError, ERROR_STATUS, type ErrorCode } from "../../../modules/shared/errors.ts";
import { endpoint } from "../../../modules/shared/endpoint.ts";
import { createLog } from "../../../modules/shared/log.ts";
import { apiGroup, mountGroups, pageGroup } from "../../../modules/shared/web/route_group.ts";
import { BODY_BYTES, limitBody, requestLog } from "../../../modules/shared/web/request.ts";

function appThatThrows(error?: () => Error) {
  const lines: Record<string, unknown>[] = [];
  const log = createLog({ level: "debug", format: "json", write: (line) => lines.push(JSON.parse(line)) });
  const app = new Hono();
  app.use(requestLog(log));
  const [api, pages] = [apiGroup(log, limitBody()), pageGroup(log)];
  for (const group of [api.app, pages]) {
    group.get("/fault", () => {
      throw error?.();
    });
  }
  endpoint(
    api,
    { method: "post", path: "/things", summary: "x", body: z.strictObject({ size: z.number().max(3, "must be at most 3") }) },
    ({ body }) => body,
  );
  mountGroups(app, { api, pages });
  return { app, lines };
}

const databaseError = (code: string) => Object.assign(new Error("secret statement"), { code });

Deno.test("the API answers every kind of AppError with its own status", async () => {
  for (const code of Object.keys(ERROR_STATUS) as ErrorCode[]) {
    const { app } = appThatThrows(() => new AppError(code, `about ${code}`, { faults: [{ path: "a.b", message: "must be c" }] }));
    const answer = await app.request("/api/fault");
    assert.equal(answer.status, ERROR_STATUS[code]);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
    const problem = await answer.json();
    assert.equal(problem.status, ERROR_STATUS[code]);
    assert.equal(problem.type, `/api/docs#error-${code}`);
    assert.equal(problem.requestId, answer.headers.get("x-request-id"));
    if (code === "internal") continue;
    assert.equal(problem.detail, `about ${code}`);
    assert.deepEqual(problem.errors, [{ path: "a.b", message: "must be c" }]);
  }
});

Deno.test("both groups hide an unknown error behind a request id, under which the log explains it", async () => {
  const { app, lines } = appThatThrows(() => new Error("password is hunter2"));
  for (const [path, accept] of [["/api/fault", "*/*"], ["/fault", "text/html"]] as const) {
    const answer = await app.request(path, { headers: { accept } });
    assert.equal(answer.status, 500);
    const text = await answer.text();
    assert.match(text, /Internal error/);
    assert.doesNotMatch(text, /hunter2|\.tsx?:/);
    const id = answer.headers.get("x-request-id");
    const logged = lines.find(({ level, requestId }) => level === "error" && requestId === id);
    assert.match(String(logged?.error), /hunter2/);
  }
});

Deno.test("the API answers 503 with Retry-After while the database is busy or down", async () => {
  for (const code of ["57014", "57P01", "08006", "53300", "40P01"]) {
    const answer = await appThatThrows(() => databaseError(code)).app.request("/api/fault");
    assert.equal(answer.status, 503, code);
    assert.match(answer.headers.get("retry-after") ?? "", /^\d+$/);
    assert.doesNotMatch(await answer.text(), /secret statement/);
  }
  assert.equal((await appThatThrows(() => databaseError("42P01")).app.request("/api/fault")).status, 500);
  assert.equal((await appThatThrows(() => databaseError("22021")).app.request("/api/fault")).status, 422);
});

Deno.test("the API answers with JSON for any Accept header, and pages answer programs with JSON and people with a page", async () => {
  const { app } = appThatThrows(() => new AppError("not_found", "No image has the id <7>"));
  assert.match((await app.request("/fault")).headers.get("content-type") ?? "", /problem\+json/);
  assert.match(
    (await app.request("/api/fault", { headers: { accept: "text/html" } })).headers.get("content-type") ?? "",
    /problem\+json/,
  );
  const page = await app.request("/fault", { headers: { accept: "text/html,*/*" } });
  assert.equal(page.status, 404);
  const html = await page.text();
  assert.match(html, /No image has the id &lt;7/);
  assert.match(html, /<title>Not found/);
  const missing = await app.request("/api/nothing");
  assert.equal(missing.status, 404);
  assert.match((await missing.json()).detail, /GET \/api\/nothing/);
});

Deno.test("a body that is no JSON, breaks a rule or is too large is answered with what would be right", async () => {
  const { app } = appThatThrows();
  const post = (body: string) =>
    app.request("/api/things", {
      method: "POST",
      body,
      headers: { "content-type": "application/json", "content-length": `${body.length}` },
    });
  const malformed = await post("{size: 1");
  assert.equal(malformed.status, 400);
  assert.match((await malformed.json()).detail, /not JSON/);
  const invalid = await post(`{"size": 7}`);
  assert.equal(invalid.status, 422);
  assert.deepEqual((await invalid.json()).errors, [{ path: "size", message: "must be at most 3" }]);
  assert.equal((await post(`{"size": 3}`)).status, 200);
  const large = await post(`{"size": "${"x".repeat(BODY_BYTES)}"}`);
  assert.equal(large.status, 413);
  assert.match((await large.json()).detail, /larger than 1048576 bytes/);
});

Deno.test("requestLog() takes the caller's request id where it is plain, and logs no query", async () => {
  const { app, lines } = appThatThrows(() => new AppError("conflict", "no"));
  const given = await app.request("/api/fault?token=secret", { headers: { "x-request-id": "trace-0123456789" } });
  assert.equal(given.headers.get("x-request-id"), "trace-0123456789");
  const odd = await app.request("/api/fault", { headers: { "x-request-id": "a b<script>" } });
  assert.match(odd.headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
  assert.equal(lines[0]?.path, "/api/fault");
  assert.equal(lines[0]?.status, 409);
  assert.equal(typeof lines[0]?.milliseconds, "number");
  assert.doesNotMatch(JSON.stringify(lines), /secret/);
});
