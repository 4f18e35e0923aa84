import { z } from "zod";
import { JobRequest, JobSecrets } from "../schemas.ts";

/** One option of a job, as a form shows it. Everything in it comes from the schema. */
export interface OptionField {
  name: string;
  label: string;
  hint: string;
  /** A `list` is one line with spaces or commas between the items. `lines` have one item each, which may contain both. */
  kind: "choice" | "number" | "flag" | "list" | "lines" | "text";
  /** Whether the value is never shown again after it was typed. */
  secret: boolean;
  choices: string[];
  minimum: number | undefined;
  maximum: number | undefined;
  pattern: string | undefined;
  /** The default as a form spells it; empty if there is no default. */
  initial: string;
}

export interface FieldGroup {
  title: string;
  fields: OptionField[];
}

const Property = z.object({
  type: z.enum(["string", "integer", "number", "boolean", "array", "object"]).optional(),
  enum: z.array(z.string()).default([]),
  description: z.string().default(""),
  default: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  pattern: z.string().optional(),
});
type Property = z.infer<typeof Property>;

/** The options whose items contain neither commas nor spaces, so that a text may be split at them. */
const WORD_LISTS: readonly string[] = ["ignoreParameters", "mediaTypes", "tags"] satisfies (keyof JobRequest)[];

/** The options that most jobs set. They are always visible. */
const ESSENTIAL = ["scope", "maxDepth", "maxPages", "maxImages", "tags"] satisfies (keyof JobRequest)[];
/** The options beside the button that starts the job. */
const LAST = ["dryRun"] satisfies (keyof JobRequest)[];
/** The other options, by the title of their group. They are hidden until "More options" is opened. */
const GROUPS: Readonly<Record<string, (keyof JobRequest)[]>> = {
  "Where to go": ["include", "exclude", "imageScope", "sitemaps", "ignoreParameters", "trapPages"],
  "What to store": ["minWidth", "minHeight", "minBytes", "maxImageBytes", "maxBytes", "candidates", "mediaTypes"],
  "Pace": ["respectRobots", "delayMilliseconds", "perHostConcurrency", "concurrency", "maxDurationSeconds"],
  "Identity": ["userAgent", "crawler", "headers", "cookies"],
};

export const OPTION_FIELDS: readonly OptionField[] = Object.entries(
  z.toJSONSchema(JobRequest, { io: "output", unrepresentable: "any" }).properties ?? {},
).map(([name, property]) => fieldOf(name, Property.parse(property)));

export const ESSENTIAL_FIELDS = fieldsOf(ESSENTIAL);
export const LAST_FIELDS = fieldsOf(LAST);
export const FIELD_GROUPS: readonly FieldGroup[] = Object.entries(GROUPS).map(([title, names]) => ({
  title,
  fields: fieldsOf(names),
}));

/** Whether a text with several items of this option is split at spaces and commas. */
export function isWordList(name: string): boolean {
  return WORD_LISTS.includes(name);
}

function fieldsOf(names: readonly string[]): OptionField[] {
  return names.flatMap((name) => OPTION_FIELDS.filter((field) => field.name === name));
}

function fieldOf(name: string, property: Property): OptionField {
  return {
    name,
    label: labelOf(name),
    hint: property.description,
    kind: kindOf(name, property),
    secret: Object.hasOwn(JobSecrets.shape, name),
    choices: property.enum,
    minimum: property.minimum,
    maximum: property.maximum,
    pattern: property.pattern,
    initial: spell(property.default),
  };
}

function kindOf(name: string, { type, enum: choices }: Property): OptionField["kind"] {
  if (choices.length > 0) return "choice";
  if (type === "boolean") return "flag";
  if (type === "array") return isWordList(name) ? "list" : "lines";
  return type === "integer" || type === "number" ? "number" : "text";
}

/** "maxDurationSeconds" becomes "Max duration (seconds)". */
function labelOf(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/ ((?:milli)?seconds)$/, " ($1)");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function spell(value: unknown): string {
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.join(" ") : String(value);
}
