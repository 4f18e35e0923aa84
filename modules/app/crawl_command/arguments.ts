import { parseArgs } from "node:util";
import { z } from "zod";
import { AppError, messageOf } from "../../shared/errors.ts";
import { parse } from "../../shared/validate.ts";
import { isWordList } from "../../crawl/jobs/option_fields.ts";
import { JobInput, JobRequest, SEEDS_PER_JOB } from "../../crawl/schemas.ts";
import { nameOf, readSeedFile, seedsOf } from "./seed_file.ts";

export interface Arguments {
  input: JobInput;
  json: boolean;
}

type Form = "boolean" | "words" | "items" | "value";

/**
 * Reads `URL… [--kebab-case VALUE]`. The options are those of the job's schema. Returns null if help was asked for; throws `invalid`.
 * Lists of words are split at commas. Headers, cookies and patterns may hold commas, so they are given one at a time.
 */
export function readArguments(args: string[], readFile = readSeedFile): Arguments | null {
  const { values: given, positionals } = parsed(args);
  const values: Record<string, unknown> = given;
  if (values.help === true) return null;
  const options: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(JobRequest.shape)) {
    const value = values[kebab(name)];
    if (value === undefined) continue;
    const form = formOf(name, schema);
    const items = [value].flat().map(String);
    options[name] = form === "words"
      ? items.flatMap((text) => text === "" ? [] : text.split(","))
      : form === "items"
      ? items
      : value;
  }
  const file = typeof values["from-file"] === "string" ? values["from-file"] : undefined;
  const urls = [...positionals, ...(file === undefined ? [] : seedsOf(file, readFile(file)))];
  refuseCount(urls.length, file);
  return { input: parse(JobInput, { urls, options }), json: values.json === true };
}

function refuseCount(count: number, file: string | undefined): void {
  if (count === 0) {
    const empty = file === undefined ? "" : `${nameOf(file)} has no address. `;
    throw new AppError("invalid", `${empty}Name at least one address: deno task crawl https://example.org/`);
  }
  if (count <= SEEDS_PER_JOB) return;
  throw new AppError(
    "invalid",
    `${count} addresses are too many: a job has at most ${SEEDS_PER_JOB}. Split them over several jobs.`,
  );
}

const FORMS: Record<Form, (name: string) => string> = {
  boolean: (name) => `--[no-]${name}`,
  words: (name) => `--${name} A,B`,
  items: (name) => `--${name} ITEM …`,
  value: (name) => `--${name} VALUE`,
};

/** Returns what `--help` prints. */
export function helpText(): string {
  const options = Object.entries(JobRequest.shape).map(([name, schema]) => {
    const form = formOf(name, schema);
    return `  ${FORMS[form](kebab(name)).padEnd(34)}${schema.description ?? ""}${defaultText(schema)}`;
  });
  return [
    "deno task crawl URL… [options]",
    "",
    "Crawls the addresses, stores their images, and shows the progress. Ctrl-C pauses the job; the web UI can resume it.",
    "",
    ...options,
    `  ${
      "--from-file FILE".padEnd(34)
    }More addresses, one per line; # begins a comment; - is standard input; at most ${SEEDS_PER_JOB}`,
    `  ${"--json".padEnd(34)}One JSON value per line, for programs; the last line is the job`,
    `  ${"--help".padEnd(34)}This text`,
    "",
    "Lists with A,B are separated by commas, or the option is repeated; '' is the empty list. Other lists take one item per option:",
    "  --headers 'Accept-Language: de, en' --headers 'X-Key: 1' --exclude '/page=[0-9]{4,}/' --exclude '*/archive/*'",
    "",
    "Exit status: 0 completed, 1 failed, 2 wrong usage, 3 cancelled, 4 paused or left running.",
    "A job has failed if no start address brought a page or an image (not found, refused, a sign-in, a challenge, a page that only",
    "scripts fill), or if everything that was found is out of its scope or forbidden by robots.txt. Its last line says which.",
  ].join("\n");
}

function parsed(args: string[]) {
  const options = Object.fromEntries(
    Object.entries(JobRequest.shape).map(([name, schema]) => {
      const form = formOf(name, schema);
      const multiple = form === "words" || form === "items";
      return [kebab(name), { type: form === "boolean" ? "boolean" as const : "string" as const, multiple }];
    }),
  );
  const own = {
    "from-file": { type: "string" as const },
    json: { type: "boolean" as const },
    help: { type: "boolean" as const },
  };
  try {
    return parseArgs({ args, options: { ...options, ...own }, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw new AppError("invalid", `${messageOf(error)}\nSee deno task crawl --help`, { cause: error });
  }
}

function formOf(name: string, schema: z.ZodType): Form {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return formOf(name, schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodBoolean) return "boolean";
  if (!(schema instanceof z.ZodArray)) return "value";
  return isWordList(name) ? "words" : "items";
}

function defaultText(schema: z.ZodType): string {
  if (!(schema instanceof z.ZodDefault)) return "";
  const value: unknown = schema.def.defaultValue;
  return Array.isArray(value) && value.length === 0 ? "" : ` (${String(value)})`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
