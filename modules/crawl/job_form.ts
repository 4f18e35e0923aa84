import type { Fault } from "../shared/errors.ts";
import { splitNames } from "../shared/text.ts";
import { OPTION_FIELDS, type OptionField } from "./option_fields.ts";
import { JobInput } from "./schemas.ts";

/** What the fields of the job form hold, as text; a flag is "true" or "false". */
export type JobFormValues = Record<string, string>;

/** The form as it begins: the defaults, and what the address of the page gives. */
export function initialValues(given: Record<string, string>): JobFormValues {
  const values = Object.fromEntries(OPTION_FIELDS.map(({ name, initial }) => [name, given[name] ?? initial]));
  return { urls: given.urls ?? "", ...values };
}

/** A sent form: a box that is not ticked is not sent at all. */
export function sentValues(form: Record<string, string>): JobFormValues {
  const values = OPTION_FIELDS.map((
    { name, kind },
  ) => [name, kind === "flag" ? String(form[name] !== undefined) : form[name] ?? ""]);
  return { urls: form.urls ?? "", ...Object.fromEntries(values) };
}

/** Reads the values as the input of a job, or tells every fault by the name of its field. */
export function readValues(values: JobFormValues): { input: JobInput } | { faults: Fault[] } {
  const options = OPTION_FIELDS.map((field) => [field.name, valueOf(field, values[field.name] ?? "")]);
  const parsed = JobInput.safeParse({
    urls: splitAddresses(values.urls ?? ""),
    options: Object.fromEntries(options.filter(([, value]) => value !== undefined)),
  });
  if (parsed.success) return { input: parsed.data };
  return { faults: parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message })) };
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

function valueOf(field: OptionField, text: string): unknown {
  if (field.kind === "flag") return text === "true";
  if (field.kind === "list") return splitNames(text);
  return text.trim() === "" ? undefined : text.trim();
}

/** One a line; several on a line where each but the first begins with its scheme. */
function splitAddresses(text: string): string[] {
  return text.split(/\n|\s(?=https?:)/u).map((line) => line.trim()).filter((line) => line !== "");
}
