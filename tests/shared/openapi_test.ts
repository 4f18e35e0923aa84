import assert from "node:assert/strict";
import { Hono } from "hono";
import { z } from "zod";
import { type Api, endpoint } from "../../modules/shared/endpoint.ts";
import { describeApi } from "../../modules/shared/openapi.ts";
import { openApiRoutes } from "../../modules/shared/web/api_docs.ts";

function thingApi(): Api {
  const api: Api = { app: new Hono(), root: "/api", specs: [] };
  endpoint(api, {
    method: "patch",
    path: "/things/:id{[0-9]+}",
    summary: "Change a thing",
    params: z.object({ id: z.coerce.number().int().min(1) }),
    query: z.object({ limit: z.coerce.number().max(200).default(50).describe("How many"), at: z.coerce.date().optional() }),
    body: z.strictObject({ name: z.string().max(9).transform((name) => name.length), on: z.boolean().default(true) }),
    output: z.object({ made: z.coerce.date(), name: z.string().nullable() }),
    status: 201,
  }, ({ body }) => body);
  endpoint(api, { method: "delete", path: "/things/:id", summary: "Delete a thing", status: 204 }, () => null);
  openApiRoutes(api);
  return api;
}

Deno.test("describeApi() says of each route what its own schemas say", () => {
  const document = describeApi(thingApi());
  assert.equal(document.openapi, "3.1.0");
  const patch = document.paths["/api/things/{id}"]?.patch;
  assert(patch);
  assert.deepEqual(patch.parameters.map(({ name, in: location, required }) => [name, location, required]), [
    ["id", "path", true],
    ["limit", "query", false],
    ["at", "query", false],
  ]);
  assert.equal(patch.parameters[1]?.description, "How many");
  assert.equal(patch.parameters[1]?.schema.maximum, 200);
  assert.equal(patch.parameters[2]?.schema.format, "date-time");
  const body = patch.requestBody?.content["application/json"]?.schema;
  assert.deepEqual(body?.required, ["name"]);
  assert.deepEqual(body?.properties?.name, { type: "string", maxLength: 9 });
  assert.match(JSON.stringify(patch.responses["201"]), /"made":\{"type":"string","format":"date-time"\}/);
  assert.deepEqual(patch.responses["404"], { $ref: "#/components/responses/404" });
  assert.deepEqual(document.components.responses["404"]?.content, {
    "application/problem+json": { schema: { $ref: "#/components/schemas/problem" } },
  });
  assert.deepEqual(Object.keys(document.paths["/api/things/{id}"] ?? {}), ["patch", "delete"]);
});

Deno.test("openApiRoutes() serves the description to programs and to people, itself included", async () => {
  const { app } = thingApi();
  const document = await (await app.request("/openapi.json")).json();
  assert.deepEqual(Object.keys(document.paths), ["/api/things/{id}", "/api/openapi.json", "/api/docs"]);
  assert.doesNotMatch(JSON.stringify(document), /\$schema/);
  const page = await app.request("/docs");
  assert.match(page.headers.get("content-type") ?? "", /text\/html/);
  const html = await page.text();
  assert.match(html, /PATCH \/api\/things\/\{id\}/);
  assert.match(html, /id="error-conflict"/);
  assert.doesNotMatch(html, /https?:\/\/(?!server\.invalid)/);
});
