import { z } from "zod";
import { JobRequest } from "./schemas.ts";

/** One option of a job as a form shows it; all of it comes from the schema. */
export interface OptionField {
  name: string;
  label: string;
  hint: string;
  kind: "choice" | "number" | "flag" | "list" | "text";
  choices: string[];
  minimum: number | undefined;
  maximum: number | undefined;
  pattern: string | undefined;
  /** As a form spells it; empty where there is no default. */
  initial: string;
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

/** What most jobs want to set; everything else a form keeps folded away. */
const ESSENTIAL: readonly string[] = ["scope", "maxDepth", "maxPages", "maxImages", "tags"];

export const OPTION_FIELDS: readonly OptionField[] = Object.entries(
  z.toJSONSchema(JobRequest, { io: "output", unrepresentable: "any" }).properties ?? {},
).map(([name, property]) => fieldOf(name, Property.parse(property)));

export const ESSENTIAL_FIELDS = OPTION_FIELDS.filter(({ name }) => ESSENTIAL.includes(name));
export const FURTHER_FIELDS = OPTION_FIELDS.filter(({ name }) => !ESSENTIAL.includes(name));

function fieldOf(name: string, property: Property): OptionField {
  return {
    name,
    label: labelOf(name),
    hint: property.description,
    kind: kindOf(property),
    choices: property.enum,
    minimum: property.minimum,
    maximum: property.maximum,
    pattern: property.pattern,
    initial: spell(property.default),
  };
}

function kindOf({ type, enum: choices }: Property): OptionField["kind"] {
  if (choices.length > 0) return "choice";
  if (type === "boolean") return "flag";
  if (type === "array") return "list";
  return type === "integer" || type === "number" ? "number" : "text";
}

/** "maxDurationSeconds" becomes "Max duration seconds". */
function labelOf(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function spell(value: unknown): string {
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.join(" ") : String(value);
}
