import type { Control, Form, Submitter } from "../forms.ts";
import type { Attributes } from "../page_state.ts";

const CONTROLS = 500;
const RANGE = 200;

/** Adds a control to a form. Radio buttons of one name are one control. */
export function addControl(form: Form, control: Control): void {
  const same = control.kind === "choice"
    ? form.controls.find(({ name, kind }) => kind === "choice" && name === control.name)
    : null;
  if (same) {
    if (same.choices.length < CONTROLS) same.choices.push(...control.choices);
    if (control.values.length > 0) same.values = control.values;
  } else if (form.controls.length < CONTROLS) {
    form.controls.push(control);
  }
}

/** Returns the control that an `input` is. A number between two bounds is a choice, and so are a checkbox and a radio button. */
export function controlOf(name: string, type: string, { value, checked, min, max, step }: Attributes): Control {
  if (type === "checkbox" || type === "radio") {
    const own = value ?? "on";
    return { name, kind: type === "radio" ? "choice" : "toggle", values: checked === undefined ? [] : [own], choices: [own] };
  }
  return (type === "number" || type === "range") && min !== undefined && max !== undefined
    ? { name, kind: "toggle", values: [value ?? min], choices: numbers(Number(min), Number(max), Number(step ?? 1)) }
    : { name, kind: "fixed", values: [value ?? ""], choices: [] };
}

export function addSubmitter(form: Form, attributes: Attributes, { entries, label }: Pick<Submitter, "entries" | "label">): void {
  if (form.submitters.length >= CONTROLS) return;
  const { formaction, formmethod } = attributes;
  form.submitters.push({ entries, label, action: formaction?.trim() || undefined, method: methodOf(formmethod) });
}

/** Returns the method that an attribute names, or undefined if it names none. */
export function methodOf(text: string | undefined): string | undefined {
  const method = text?.trim().toLowerCase() ?? "";
  return ["get", "post", "dialog"].includes(method) ? method : undefined;
}

function numbers(min: number, max: number, step: number): string[] {
  const count = Math.floor((max - min) / step) + 1;
  return count > 0 && count <= RANGE ? Array.from({ length: count }, (_, index) => String(min + index * step)) : [];
}
