import type { Fault } from "../../shared/fault.ts";
import { splitNames } from "../../shared/text.ts";
import { OPTION_FIELDS, type OptionField } from "./option_fields.ts";
import { JobInput } from "../schemas.ts";
import { addressLines, linesOf } from "../text_lines.ts";

/** The values of the fields of the job form, as texts. A flag is "true" or "false". */
export type JobFormValues = Record<string, string>;

/** Returns the defaults, replaced by the values that the page's URL gives. A URL cannot give secrets, because it is logged. */
export function initialValues(given: Record<string, string>): JobFormValues {
  const values = OPTION_FIELDS.map(({ name, initial, secret }) => [name, secret ? initial : given[name] ?? initial]);
  return { urls: given.urls ?? "", ...Object.fromEntries(values) };
}

/** Returns the values of a sent form. A browser leaves out boxes that are not ticked. */
export function sentValues(form: Record<string, string>): JobFormValues {
  const values = OPTION_FIELDS.map((
    { name, kind },
  ) => [name, kind === "flag" ? String(form[name] !== undefined) : form[name] ?? ""]);
  return { urls: form.urls ?? "", ...Object.fromEntries(values) };
}

/** Returns the values without the secrets, and the names of the secrets that must be typed again. */
export function shownValues(values: JobFormValues): { values: JobFormValues; forgotten: string[] } {
  const secrets = OPTION_FIELDS.filter(({ name, secret }) => secret && (values[name] ?? "") !== "").map(({ name }) => name);
  return { values: { ...values, ...Object.fromEntries(secrets.map((name) => [name, ""])) }, forgotten: secrets };
}

/** Reads the values as the input of a job, or returns all faults, each with the name of its field and the line in the field. */
export function readValues(values: JobFormValues): { input: JobInput } | { faults: Fault[] } {
  const addresses = addressLines(values.urls ?? "");
  const options = OPTION_FIELDS.map((field) => [field.name, valueOf(field, values[field.name] ?? "")]);
  const parsed = JobInput.safeParse({
    urls: addresses.map(({ text }) => text),
    options: Object.fromEntries(options.filter(([, value]) => value !== undefined)),
  });
  if (parsed.success) return { input: parsed.data };
  return {
    faults: parsed.error.issues.map(({ path, message }) => {
      const line = lineOf(path, values);
      return { path: path.join("."), message: line === undefined ? message : `Line ${line}: ${message}` };
    }),
  };
}

/** Returns the faults of one field. The path "options.tags.2" belongs to the field "tags". */
export function faultsOf(faults: Fault[], field: string): string[] {
  return faults.filter(({ path }) => fieldOf(path) === field).map(({ message }) => message);
}

/** Returns the faults that belong to no field of the form. */
export function looseFaults(faults: Fault[]): string[] {
  const fields = ["urls", ...OPTION_FIELDS.map(({ name }) => name)];
  return faults.filter(({ path }) => !fields.includes(fieldOf(path))).map(({ message }) => message);
}

function fieldOf(path: string): string {
  return path.replace(/^options\./, "").split(".")[0] ?? "";
}

/** Returns the line of an item in a field of several lines, or undefined if the field has only one line. */
function lineOf(path: readonly PropertyKey[], values: JobFormValues): number | undefined {
  const [name, index] = path[0] === "options" ? path.slice(1) : path;
  const text = values[String(name)] ?? "";
  if (typeof index !== "number" || !text.trim().includes("\n")) return undefined;
  const isLines = OPTION_FIELDS.some((field) => field.name === name && field.kind === "lines");
  return name === "urls" ? addressLines(text)[index]?.line : isLines ? linesOf(text)[index]?.line : undefined;
}

function valueOf(field: OptionField, text: string): unknown {
  if (field.kind === "flag") return text === "true";
  if (field.kind === "list") return splitNames(text);
  if (field.kind === "lines") return linesOf(text).map((line) => line.text);
  return text.trim() === "" ? undefined : text.trim();
}
