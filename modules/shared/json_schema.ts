import { z } from "zod";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schema of what a zod schema takes (`input`) or gives (`output`). */
export function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === "date") Object.assign(jsonSchema, { type: "string", format: "date-time" });
    },
  });
  return rest;
}

/** The paths of all objects within a schema that let unknown members pass. */
export function listOpenObjects(schema: JsonSchema, path = "body"): string[] {
  const { properties, additionalProperties } = schema;
  const own = properties !== undefined && additionalProperties !== false ? [path] : [];
  return [
    ...own,
    ...childrenOf(schema).flatMap(([name, child]) => listOpenObjects(child, name === "" ? path : `${path}.${name}`)),
  ];
}

/** The names of the members that the object at `path` may have, in all its forms. */
export function listMembers(schema: JsonSchema, path: readonly PropertyKey[]): string[] {
  const [next, ...rest] = path;
  const forms = childrenOf(schema).filter(([name]) => name === "").flatMap(([, form]) => listMembers(form, path));
  if (next === undefined) return [...Object.keys(schema.properties ?? {}), ...forms];
  const name = typeof next === "number" ? "*" : next;
  return [...forms, ...childrenOf(schema).filter((child) => child[0] === name).flatMap(([, child]) => listMembers(child, rest))];
}

/** The schemas right within a schema, by member name; `*` stands for the items of a list, an empty name for another form of the same value. */
function childrenOf({ properties = {}, items, additionalProperties, prefixItems, anyOf, oneOf, allOf, $defs }: JsonSchema) {
  const named: [name: string, child: unknown][] = [
    ...Object.entries(properties),
    ...[items, additionalProperties, ...(prefixItems ?? [])].flat().map((item): [string, unknown] => ["*", item]),
    ...[anyOf, oneOf, allOf].flatMap((forms) => forms ?? []).map((form): [string, unknown] => ["", form]),
    ...Object.entries($defs ?? {}),
  ];
  return named.flatMap(([name, child]): [string, JsonSchema][] => isSchema(child) ? [[name, child]] : []);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null;
}
