import assert from "node:assert/strict";
import type { Hono } from "hono";
import { z } from "zod";
import { createApp, createStartingApp } from "../../modules/app/create_app.ts";
import type { JsonSchema } from "../../modules/shared/json_schema.ts";
import { createLog } from "../../modules/shared/log.ts";
import type { OpenApi, Operation } from "../../modules/shared/openapi.ts";
import { BODY_BYTES } from "../../modules/shared/web/request.ts";
import { openTestApp, type TestApp } from "../support/app.ts";
import { insertImage, newImage } from "../support/images.ts";

const TOKEN = "correct-horse-battery-staple";
const ENTRY = { authorization: `Bearer ${TOKEN}` };
const SHA256 = "ab".repeat(32);

type Ask = (path: string, init?: { method?: string; body?: unknown; headers?: Record<string, string> }) => Promise<Response>;

async function withApp(environment: Record<string, string>, work: (test: TestApp, ask: Ask) => Promise<void>): Promise<void> {
  const test = await openTestApp(environment);
  try {
    await work(test, askerOf(test.app));
  } finally {
    await test.close();
  }
}

function askerOf(app: Hono): Ask {
  return async (path, { method, body, headers } = {}) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return await app.request(path, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: { ...ENTRY, ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: text }),
    });
  };
}

Deno.test({
  name: "every error that the description names is answered in the form that it describes",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    withApp({ ACCESS_TOKEN: TOKEN }, async (test, ask) => {
      const document: OpenApi = await (await ask("/api/openapi.json")).json();
      const schema = document.components.schemas.problem;
      assert(schema);
      const described = validatorOf(schema);
      const answers = await provoke(test, ask);
      assert.deepEqual(Object.keys(answers), Object.keys(document.components.responses), "each status is provoked");
      for (const [status, answer] of Object.entries(answers)) {
        assert.equal(String(answer.status), status);
        const types = Object.keys(document.components.responses[status]?.content ?? {});
        assert.deepEqual(types, [answer.headers.get("content-type")], status);
        const problem = await answer.json();
        const { success, error } = described.safeParse(problem);
        assert(success, `${status}: ${error}`);
        assert.equal(problem.status, answer.status);
        assert.equal(problem.requestId, answer.headers.get("x-request-id"));
      }
      for (const operation of operationsOf(document)) {
        const errors = Object.keys(operation.responses).filter((status) => Number(status) >= 400);
        for (const status of errors) assert(status in document.components.responses, `${operation.operationId} ${status}`);
      }
    }),
});

/** zod takes the format "uri-reference" for that of whole URLs. */
function validatorOf(schema: JsonSchema): z.ZodType {
  assert.equal(
    schema.properties?.type && typeof schema.properties.type === "object" && schema.properties.type.format,
    "uri-reference",
  );
  return z.fromJSONSchema(JSON.parse(JSON.stringify(schema).replace(`"format":"uri-reference",`, "")));
}

/** One answer of the running application for each status of an error. */
async function provoke({ engine, app }: TestApp, ask: Ask): Promise<Record<string, Response>> {
  const log = createLog({ level: "error", format: "text", write: () => {} });
  await insertImage(engine.database, { ...newImage("boat"), sha256: SHA256, storageKey: `images/1/${SHA256}.png` });
  await ask("/api/searches", { body: { name: "boats", query: "boat" } });
  const answers: Record<number, Response> = {
    400: await ask("/api/tags", { body: "{name: 1" }),
    401: await app.request("/api/tags"),
    403: await ask("/api/tags", { headers: { origin: "https://evil.example" } }),
    404: await ask("/api/tags/none"),
    405: await ask("/api/tags", { method: "DELETE" }),
    409: await ask("/api/searches", { body: { name: "boats", query: "" } }),
    410: await ask(`/files/${SHA256}.png`),
    413: await ask("/api/tags", { body: { name: "x".repeat(BODY_BYTES) }, headers: { "content-length": `${BODY_BYTES + 20}` } }),
    421: await ask("http://evil.example/api/tags"),
    422: await ask("/api/images/tags", { body: { select: { q: "" }, add: ["-x"] } }),
    429: await lastOf(40, () => ask("/api/tags", { headers: { authorization: "Bearer wrong" } })),
    503: await askerOf(createStartingApp(log))("/api/tags"),
  };
  await engine.database.query("alter table saved_search rename to saved_search_gone");
  return { ...answers, 500: await askerOf(createApp({ ...engine, log }))("/api/searches") };
}

async function lastOf(count: number, ask: () => Promise<Response>): Promise<Response> {
  const answers = await Promise.all(Array.from({ length: count }, ask));
  const last = answers.pop();
  assert(last);
  return last;
}

Deno.test({
  name: "what is wrong within a search is answered with its position and what to write instead, as the description says",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    withApp({}, async (_test, ask) => {
      const problem = await (await ask("/api/images?q=ratng:3")).json();
      assert.deepEqual(problem.errors.map(({ column, replacement }: Record<string, unknown>) => [column, replacement]), [[
        1,
        "rating",
      ]]);
      const { components }: OpenApi = await (await ask("/api/openapi.json")).json();
      const items = z.object({ properties: z.record(z.string(), z.unknown()) })
        .parse(z.object({ items: z.unknown() }).parse(components.schemas.problem?.properties?.errors).items);
      for (const name of Object.keys(problem.errors[0])) assert(name in items.properties, name);
    }),
});

Deno.test({
  name: "a path of the API that does not take a method says which it takes, and no page is ever shown below it",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    withApp({}, async (_test, ask) => {
      const refused = await ask("/api/tags", { method: "PUT", headers: { accept: "text/html" } });
      assert.equal(refused.status, 405);
      assert.equal(refused.headers.get("allow"), "HEAD, GET, POST");
      assert.equal(refused.headers.get("content-type"), "application/problem+json");
      for (const path of ["/api", "/api/", "/api/nothing"]) {
        const missing = await ask(path, { headers: { accept: "text/html" } });
        assert.equal(missing.status, 404, path);
        assert.equal(missing.headers.get("content-type"), "application/problem+json", path);
      }
      const page = await ask("/apis", { headers: { accept: "text/html" } });
      assert.equal(page.status, 404);
      assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
      assert.equal((await ask("/jobs", { method: "DELETE" })).headers.get("allow"), "HEAD, GET, POST");
    }),
});

Deno.test({
  name: "an unknown member of a body is refused by name on every route, at every depth, and nothing is changed",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    withApp({}, async ({ engine }, ask) => {
      const { database } = engine;
      await insertImage(database, newImage("boat"));
      await ask("/api/tags", { body: { name: "boat" } });
      const count = async () =>
        await database.query<{ operations: number; jobs: number; searches: number }>(
          `select (select count(*) from operation) as operations, (select count(*) from crawl_job) as jobs,
          (select count(*) from saved_search) as searches`,
        );
      const before = await count();
      const document: OpenApi = await (await ask("/api/openapi.json")).json();
      let tried = 0;
      for (const [path, methods] of Object.entries(document.paths)) {
        for (const [method, { requestBody }] of Object.entries(methods)) {
          const schema = requestBody?.content["application/json"]?.schema;
          if (schema === undefined) continue;
          for (const body of listBodiesWithUnknown(schema)) {
            const target = path.replace("/tags/{name}", "/tags/boat").replace(/\{\w+\}/g, "1");
            const answer = await ask(target, { method: method.toUpperCase(), body });
            const { detail } = await answer.json();
            const asked = `${method} ${path} ${JSON.stringify(body)}: ${detail}`;
            assert.equal(answer.status, 422, asked);
            assert.match(detail, /"zzz" is not known here|select: must be/, asked);
            tried++;
          }
        }
      }
      assert(tried >= 15, `only ${tried} bodies were tried`);
      assert.deepEqual(await count(), before);
    }),
});

/** Bodies with the member "zzz": one for each object that the schema holds. */
function listBodiesWithUnknown(schema: JsonSchema): object[] {
  const example = exampleOf(schema);
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    if (typeof child === "boolean" || !holdsObject(child)) return [];
    return formsOf(child).flatMap((form) => listBodiesWithUnknown(form).map((value) => ({ ...example, [name]: value })));
  });
  return [{ ...example, zzz: 1 }, ...inner];
}

function holdsObject(schema: JsonSchema): boolean {
  return formsOf(schema).some(({ properties }) => properties !== undefined);
}

function formsOf(schema: JsonSchema): JsonSchema[] {
  const forms = (schema.anyOf ?? [schema]).filter((form) => typeof form !== "boolean");
  return forms.filter(({ properties }) => properties !== undefined || forms.length === 1);
}

/** An object with what the schema requires. */
function exampleOf({ properties = {}, required = [] }: JsonSchema): Record<string, unknown> {
  return Object.fromEntries(required.map((name) => [name, valueOf(name, properties[name])]));
}

function valueOf(name: string, schema: JsonSchema | boolean | undefined): unknown {
  if (typeof schema !== "object") return 1;
  const [form = schema] = formsOf(schema);
  if (form.properties) return exampleOf(form);
  if (form.type === "array") {
    return [valueOf(name, typeof form.items === "object" && !Array.isArray(form.items) ? form.items : {})];
  }
  if (form.type === "integer") return 1;
  return { urls: "http://example.org/", colour: "#000000" }[name] ?? "boat";
}

function operationsOf({ paths }: OpenApi): Operation[] {
  return Object.values(paths).flatMap((methods) => Object.values(methods));
}

Deno.test({
  name: "a misspelt dryRun is refused with the right name, and no image is tagged",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    withApp({}, async ({ engine }, ask) => {
      await insertImage(engine.database, newImage("boat"));
      const answer = await ask("/api/images/tags", { body: { select: { q: "" }, add: ["boat"], dryrun: true } });
      assert.equal(answer.status, 422);
      assert.deepEqual((await answer.json()).errors, [{
        path: "",
        message: `"dryrun" is not known here. Did you mean "dryRun"?`,
      }]);
      assert.deepEqual((await (await ask("/api/operations")).json()).items, []);
    }),
});
