import type { Context, Hono, MiddlewareHandler } from "hono";
import type { z } from "zod";
import { listOpenObjects, schemaOf } from "./json_schema.ts";
import { validate } from "./validate.ts";

type Shape = z.ZodType | undefined;
type Output<Schema extends Shape> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** The input and output of one API route. The route, its validation and its OpenAPI description are made from this. */
export interface EndpointSpec<Params extends Shape = Shape, Query extends Shape = Shape, Body extends Shape = Shape> {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** The path below the root of the API, as Hono writes it: `/images/:id`. */
  path: string;
  summary: string;
  params?: Params;
  query?: Query;
  body?: Body;
  /** The schema of the answer's JSON. Without it the answer has the media type `produces`. */
  output?: z.ZodType;
  produces?: string;
  status?: 200 | 201 | 202 | 204;
}

export interface Input<Params extends Shape, Query extends Shape, Body extends Shape> {
  params: Output<Params>;
  query: Output<Query>;
  body: Output<Body>;
}

/** The group of all API routes, with the specifications of those that are mounted. */
export interface Api {
  readonly app: Hono;
  /** The path of the group, which comes before the paths of its routes. */
  readonly root: string;
  readonly specs: EndpointSpec[];
}

/** Mounts one API route. The handler gets validated input and returns the answer's value, or a whole response. */
export function endpoint<Params extends Shape = undefined, Query extends Shape = undefined, Body extends Shape = undefined>(
  api: Api,
  spec: EndpointSpec<Params, Query, Body>,
  handle: (input: Input<Params, Query, Body>, context: Context) => Promise<unknown> | unknown,
): void {
  const parts = [["param", spec.params], ["query", spec.query], ["json", spec.body]] as const;
  const validators = parts.flatMap(([target, schema]) => schema ? [validate(target, schema) as MiddlewareHandler] : []);
  if (spec.path.startsWith(api.root)) throw new Error(`${spec.path} begins with ${api.root}, where the group is mounted already`);
  if (spec.body) refuseOpenBody(spec, spec.body);
  api.specs.push(spec);
  api.app.on(spec.method.toUpperCase(), [spec.path], ...validators, async (context) => {
    const valid = (target: "param" | "query" | "json") => context.req.valid(target as never);
    const input = { params: valid("param"), query: valid("query"), body: valid("json") } as Input<Params, Query, Body>;
    const value = await handle(input, context);
    if (value instanceof Response) return value;
    return spec.status === 204 ? context.body(null, 204) : context.json(value as object, spec.status ?? 200);
  });
}

/** Throws if a body may have unknown members. A misspelt member must not count as absent: `dryrun` would change data. */
function refuseOpenBody({ method, path }: EndpointSpec, body: z.ZodType): void {
  const open = listOpenObjects(schemaOf(body, "input"));
  if (open.length > 0) {
    throw new Error(`${method} ${path} takes unknown members in ${open.join(", ")}: make it a z.strictObject()`);
  }
}
