import { zValidator } from "@hono/zod-validator";
import type { ValidationTargets } from "hono";
import { z } from "zod";
import { AppError, type Fault } from "./errors.ts";

/** Validates one part of a request. Throws `invalid` with the path and the rule of each faulty field. */
export function validate<Target extends keyof ValidationTargets, Schema extends z.ZodType>(target: Target, schema: Schema) {
  return zValidator(target, schema, (result) => {
    if (!result.success) throw invalid(result.error.issues);
  });
}

/** Parses a value that did not come by HTTP: a command line, a message, a file. Throws `invalid`. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw invalid(result.error.issues);
  return result.data;
}

function invalid(issues: readonly { path: readonly PropertyKey[]; message: string }[]): AppError {
  const faults: Fault[] = issues.map(({ path, message }) => ({ path: path.join("."), message }));
  const detail = faults.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; ");
  return new AppError("invalid", detail, { faults });
}
