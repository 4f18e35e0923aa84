import type { Fault } from "../../shared/fault.ts";
import { splitNames } from "../../shared/text.ts";
import { OPTION_FIELDS, type OptionField } from "./option_fields.ts";
import { JobInput } from "../schemas.ts";
import { addressLines, linesOf } from "../text_lines.ts";

/** What the fields of the job form hold, as text; a flag is "true" or "false". */
export type JobFormValues = Record<string, string>;

/** The form as it begins: the defaults, and what the address of the page gives. No secret comes from an address. */
export function initialValues(given: Record<string, string>): JobFormValues {
  const values = OPTION_FIELDS.map(({ name, initial, secret }) => [name, secret ? initial : given[name] ?? initial]);
  return { urls: given.urls ?? "", ...Object.fromEntries(values) };
}

/** A sent form: a box that is not ticked is not sent at all. */
export function sentValues(form: Record<string, string>): JobFormValues {
  const values = OPTION_FIELDS.map((
    { name, kind },
  ) => [name, kind === "flag" ? String(form[name] !== undefined) : form[name] ?? ""]);
  return { urls: form.urls ?? "", ...Object.fromEntries(values) };
}

/** The values as they may be shown again: without the secrets, and which of those are to be typed once more. */
export function shownValues(values: JobFormValues): { values: JobFormValues; forgotten: string[] } {
  const secrets = OPTION_FIELDS.filter(({ name, secret }) => secret && (values[name] ?? "") !== "").map(({ name }) => name);
  return { values: { ...values, ...Object.fromEntries(secrets.map((name) => [name, ""])) }, forgotten: secrets };
}

/** Reads the values as the input of a job, or tells every fault by the name of its field, and by its line where it has several. */
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

/** The faults of one field: "options.tags.2" belongs to "tags". */
export function faultsOf(faults: Fault[], field: string): string[] {
  return faults.filter(({ path }) => fieldOf(path) === field).map(({ message }) => message);
}

/** The faults that belong to no field of the form. */
export function looseFaults(faults: Fault[]): string[] {
  const fields = ["urls", ...OPTION_FIELDS.map(({ name }) => name)];
  return faults.filter(({ path }) => !fields.includes(fieldOf(path))).map(({ message }) => message);
}

function fieldOf(path: string): string {
  return path.replace(/^options\./, "").split(".")[0] ?? "";
}

/** Where an item of a field of several lines was typed; undefined where there is but one line. */
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
