import { z } from "zod";
import type { EndpointSpec } from "./endpoint.ts";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

export interface Parameter {
  name: string;
  in: "path" | "query";
  required: boolean;
  description?: string;
  schema: JsonSchema;
}

export interface Operation {
  summary: string;
  operationId: string;
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, object>;
}

export interface OpenApi {
  openapi: "3.1.0";
  info: { title: string; version: string; description: string };
  security: object[];
  paths: Record<string, Record<string, Operation>>;
  components: object;
}

const PROBLEM: JsonSchema = {
  type: "object",
  required: ["type", "title", "status", "detail", "errors", "requestId"],
  properties: {
    type: { type: "string", format: "uri-reference" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "message"],
        properties: {
          path: { type: "string" },
          message: { type: "string" },
          column: { type: "integer", description: "within a text: where the fault begins, in UTF-16 units from 1" },
          length: { type: "integer" },
        },
      },
    },
    requestId: { type: "string" },
  },
};

/** OpenAPI 3.1, from the specifications that the routes themselves are made of. */
export function describeApi(specs: readonly EndpointSpec[]): OpenApi {
  const paths: OpenApi["paths"] = {};
  for (const spec of specs) (paths[openApiPath(spec.path)] ??= {})[spec.method] = operationOf(spec);
  const problem = {
    description: "What is wrong, and what would be right",
    content: { "application/problem+json": { schema: PROBLEM } },
  };
  return {
    openapi: "3.1.0",
    info: {
      title: "Image Tagger",
      version: "0.1.0",
      description: "Crawl websites for images, keep them, tag them. Times are ISO 8601 in UTC, sizes bytes, dimensions pixels.",
    },
    security: [{ bearer: [] }, {}],
    paths,
    components: { securitySchemes: { bearer: { type: "http", scheme: "bearer" } }, responses: { problem } },
  };
}

/** `/api/jobs/:id{[0-9]+}` -> `/api/jobs/{id}`. */
export function openApiPath(path: string): string {
  return path.replace(/:([A-Za-z]+)(\{[^}]*\})?/g, "{$1}");
}

function operationOf(spec: EndpointSpec): Operation {
  const name = spec.path.split("/").slice(2).map((part) => part.replace(/\W+/g, " ").trim().replaceAll(" ", "_")).join("_");
  return {
    summary: spec.summary,
    operationId: `${spec.method}_${name}`,
    parameters: [...parametersOf("path", spec.params), ...parametersOf("query", spec.query)],
    ...(spec.body
      // What takes an empty object takes a request without a body as well.
      ? {
        requestBody: {
          required: !spec.body.safeParse({}).success,
          content: { "application/json": { schema: schemaOf(spec.body, "input") } },
        },
      }
      : {}),
    responses: {
      [String(spec.status ?? 200)]: answerOf(spec),
      "4XX": { $ref: "#/components/responses/problem" },
      "5XX": { $ref: "#/components/responses/problem" },
    },
  };
}

function parametersOf(place: Parameter["in"], schema: z.ZodType | undefined): Parameter[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, "input");
  return Object.entries(properties).flatMap(([name, property]) => {
    if (typeof property === "boolean") return [];
    const { description, ...rest } = property;
    return [{
      name,
      in: place,
      required: place === "path" || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }];
  });
}

function answerOf({ status, output, produces, summary }: EndpointSpec): object {
  if (status === 204) return { description: "Done; the answer has no body" };
  const type = produces ?? "application/json";
  return { description: summary, content: { [type]: { schema: output ? schemaOf(output, "output") : { type: "string" } } } };
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === "date") Object.assign(jsonSchema, { type: "string", format: "date-time" });
    },
  });
  return rest;
}
