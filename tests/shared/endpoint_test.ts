import assert from "node:assert/strict";
import { z } from "zod";
import { AppError } from "../../modules/shared/errors.ts";
import { endpoint } from "../../modules/shared/endpoint.ts";
import { createLog } from "../../modules/shared/log.ts";
import { parse } from "../../modules/shared/validate.ts";
import { apiGroup } from "../../modules/shared/web/route_group.ts";

const inner = z.object({ a: z.number().optional() });
const spec = { method: "post", path: "/things", summary: "x" } as const;

Deno.test("endpoint() refuses a body schema that lets an unknown member pass, however deep it is", () => {
  const api = apiGroup(createLog({ level: "error", format: "text" }));
  const open: [schema: z.ZodType, named: RegExp][] = [
    [z.object({ a: z.number() }), /in body: make it a z\.strictObject/],
    [z.looseObject({ a: z.number() }), /in body:/],
    [z.strictObject({ select: inner.optional() }), /in body\.select:/],
    [z.strictObject({ list: z.array(z.union([z.string(), inner])) }), /in body\.list\.\*:/],
    [z.strictObject({ map: z.record(z.string(), inner.nullable()) }), /in body\.map\.\*:/],
    [z.strictObject({ set: z.preprocess((value) => value, inner).prefault({}) }), /in body\.set:/],
    [z.strictObject({}).and(inner), /in body:/],
  ];
  for (const [body, named] of open) assert.throws(() => endpoint(api, { ...spec, body }, () => null), named);
  assert.deepEqual(api.specs, []);
  endpoint(api, { ...spec, body: z.strictObject({ map: z.record(z.string(), z.strictObject({})) }) }, () => null);
  assert.equal(api.specs.length, 1);
});

Deno.test("endpoint() refuses a path that repeats the root of the API, which nobody could reach", () => {
  const api = apiGroup(createLog({ level: "error", format: "text" }));
  assert.throws(
    () => endpoint(api, { ...spec, path: "/api/things" }, () => null),
    /begins with \/api, where the group is mounted/,
  );
});

Deno.test("a fault names the unknown member and the known one that it resembles, or all that are known", () => {
  const schema = z.strictObject({
    dryRun: z.boolean().optional(),
    select: z.union([z.strictObject({ ids: z.array(z.number()) }), z.strictObject({ query: z.string() })]).optional(),
    items: z.array(z.strictObject({ name: z.string(), size: z.number().optional() })).optional(),
  });
  const faultsOf = (value: unknown) => {
    try {
      parse(schema, value);
    } catch (error) {
      if (error instanceof AppError) return error.faults.map(({ path, message }) => `${path}: ${message}`);
      throw error;
    }
  };
  assert.deepEqual(faultsOf({ dryrun: true, colour: 1 }), [
    `: "dryrun" is not known here. Did you mean "dryRun"?`,
    `: "colour" is not known here. Known are: dryRun, select, items.`,
  ]);
  assert.deepEqual(faultsOf({ items: [{ name: "a" }, { name: "b", sise: 1 }] }), [
    `items.1: "sise" is not known here. Did you mean "size"?`,
  ]);
  assert.deepEqual(faultsOf({ select: { query: "a", qury: "b" } }), [`select: "qury" is not known here. Did you mean "query"?`]);
});
