import { parseArgs } from "node:util";
import { z } from "zod";
import { AppError, messageOf } from "../../shared/errors.ts";
import { parse } from "../../shared/validate.ts";
import { JobInput, JobRequest } from "../schemas.ts";

export interface Arguments {
  input: JobInput;
  json: boolean;
}

type Form = "boolean" | "list" | "value";

/** Reads `URL… [--kebab-case VALUE]`: the options are those of the job's schema. Null where help was asked for; throws `invalid`. */
export function readArguments(args: string[]): Arguments | null {
  const { values: given, positionals } = parsed(args);
  const values: Record<string, unknown> = given;
  if (values.help === true) return null;
  if (positionals.length === 0) throw new AppError("invalid", "Name at least one address: deno task crawl https://example.org/");
  const options: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(JobRequest.shape)) {
    const value = values[kebab(name)];
    if (value !== undefined) {
      options[name] = formOf(schema) === "list" ? [value].flat().flatMap((text) => String(text).split(",")) : value;
    }
  }
  return { input: parse(JobInput, { urls: positionals, options }), json: values.json === true };
}

/** What `--help` prints. */
export function helpText(): string {
  const options = Object.entries(JobRequest.shape).map(([name, schema]) => {
    const form = formOf(schema);
    const spelled = form === "boolean" ? `--[no-]${kebab(name)}` : `--${kebab(name)} ${form === "list" ? "A,B" : "VALUE"}`;
    return `  ${spelled.padEnd(34)}${schema.description ?? ""}${defaultText(schema)}`;
  });
  return [
    "deno task crawl URL… [options]",
    "",
    "Crawls the addresses, keeps their images, and shows how far it is. Ctrl-C pauses the job; the web UI can resume it.",
    "",
    ...options,
    `  ${"--json".padEnd(34)}One JSON value a line, for programs; the last line is the job`,
    `  ${"--help".padEnd(34)}This text`,
    "",
    "Exit status: 0 completed, 1 failed, 2 wrong usage, 3 cancelled, 4 paused or left running.",
  ].join("\n");
}

function parsed(args: string[]) {
  const options = Object.fromEntries(
    Object.entries(JobRequest.shape).map(([name, schema]) => {
      const form = formOf(schema);
      return [kebab(name), { type: form === "boolean" ? "boolean" as const : "string" as const, multiple: form === "list" }];
    }),
  );
  const own = { json: { type: "boolean" as const }, help: { type: "boolean" as const } };
  try {
    return parseArgs({ args, options: { ...options, ...own }, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw new AppError("invalid", `${messageOf(error)}\nSee deno task crawl --help`, { cause: error });
  }
}

function formOf(schema: z.ZodType): Form {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return formOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodBoolean) return "boolean";
  return schema instanceof z.ZodArray ? "list" : "value";
}

function defaultText(schema: z.ZodType): string {
  if (!(schema instanceof z.ZodDefault)) return "";
  const value: unknown = schema.def.defaultValue;
  return Array.isArray(value) ? "" : ` (${String(value)})`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
