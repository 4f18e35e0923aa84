import type { z } from "zod";
import type { Api, EndpointSpec } from "./endpoint.ts";
import { type JsonSchema, schemaOf } from "./json_schema.ts";
import { listProblems, Problem } from "./problem.ts";

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
  components: {
    securitySchemes: object;
    schemas: Record<string, JsonSchema>;
    /** The descriptions of errors, by HTTP status. */
    responses: Record<string, { description: string; content: Record<string, { schema: object }> }>;
  };
}

/** The statuses of errors that every route may answer with. */
const COMMON_ERRORS = [400, 401, 403, 413, 421, 422, 429, 500, 503];

/** Describes the API in OpenAPI 3.1, from the specifications that the routes are made from. */
export function describeApi({ root, specs }: Pick<Api, "root" | "specs">): OpenApi {
  const paths: OpenApi["paths"] = {};
  for (const spec of specs) (paths[openApiPath(root + spec.path)] ??= {})[spec.method] = operationOf(spec);
  return {
    openapi: "3.1.0",
    info: {
      title: "Image Tagger",
      version: "0.1.0",
      description:
        "Crawl websites for images, store them and tag them. Times are ISO 8601 in UTC, sizes bytes, dimensions pixels.",
    },
    security: [{ bearer: [] }, {}],
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      schemas: { problem: schemaOf(Problem, "output") },
      responses: describeProblems(),
    },
  };
}

/** Rewrites a path of Hono for OpenAPI: `/api/jobs/:id{[0-9]+}` -> `/api/jobs/{id}`. */
export function openApiPath(path: string): string {
  return path.replace(/:([A-Za-z]+)(\{[^}]*\})?/g, "{$1}");
}

function operationOf(spec: EndpointSpec): Operation {
  const name = spec.path.split("/").slice(1).map((part) => part.replace(/\W+/g, " ").trim().replaceAll(" ", "_")).join("_");
  return {
    summary: spec.summary,
    operationId: `${spec.method}_${name}`,
    parameters: [...parametersOf("path", spec.params), ...parametersOf("query", spec.query)],
    ...(spec.body
      // A body is not required if its schema accepts an empty object, because a missing body counts as one.
      ? {
        requestBody: {
          required: !spec.body.safeParse({}).success,
          content: { "application/json": { schema: schemaOf(spec.body, "input") } },
        },
      }
      : {}),
    responses: {
      [String(spec.status ?? 200)]: answerOf(spec),
      ...Object.fromEntries(errorsOf(spec).map((status) => [status, { $ref: `#/components/responses/${status}` }])),
    },
  };
}

function errorsOf({ method, params }: EndpointSpec): number[] {
  return [...COMMON_ERRORS, ...(params ? [404] : []), ...(method === "get" ? [] : [409])].sort();
}

function describeProblems(): OpenApi["components"]["responses"] {
  const titles = Object.groupBy(listProblems(), ({ status }) => status);
  const content = { "application/problem+json": { schema: { $ref: "#/components/schemas/problem" } } };
  return Object.fromEntries(
    Object.entries(titles).map(([status, problems = []]) => {
      return [status, { description: problems.map(({ title }) => title).join(", or: "), content }];
    }),
  );
}

function parametersOf(location: Parameter["in"], schema: z.ZodType | undefined): Parameter[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, "input");
  return Object.entries(properties).flatMap(([name, property]) => {
    if (typeof property === "boolean") return [];
    const { description, ...rest } = property;
    return [{
      name,
      in: location,
      required: location === "path" || required.includes(name),
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
