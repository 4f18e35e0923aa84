import { zValidator } from "@hono/zod-validator";
import type { ValidationTargets } from "hono";
import { z } from "zod";
import { AppError } from "./errors.ts";
import { listMembers, schemaOf } from "./json_schema.ts";
import { nearest } from "./nearest.ts";
import type { Fault } from "./fault.ts";

/** Validates one part of a request. Throws `invalid` with the path and the rule of each faulty field. */
export function validate<Target extends keyof ValidationTargets, Schema extends z.ZodType>(target: Target, schema: Schema) {
  return zValidator(target, schema, (result) => {
    if (!result.success) throw invalid(schema, result.error.issues);
  });
}

/** Parses a value that did not come by HTTP: a command line, a message, a file. Throws `invalid`. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw invalid(schema, result.error.issues);
  return result.data;
}

function invalid(schema: z.ZodType, issues: readonly z.core.$ZodIssue[]): AppError {
  const faults = issues.flatMap((issue) => faultsOf(schema, issue));
  const detail = faults.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; ");
  return new AppError("invalid", detail, { faults });
}

function faultsOf(schema: z.ZodType, issue: z.core.$ZodIssue): Fault[] {
  const path = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  const known = listMembers(schemaOf(schema, "input"), issue.path);
  return issue.keys.map((name) => ({ path, message: `"${name}" is not known here. ${adviceFor(name, known)}` }));
}

function adviceFor(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === null ? `Known are: ${known.join(", ")}.` : `Did you mean "${meant}"?`;
}
