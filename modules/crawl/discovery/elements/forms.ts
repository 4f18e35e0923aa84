import { isAction } from "../actions.ts";
import { type Form, submissionsOf, type Submitter } from "../forms.ts";
import { isSameSite } from "../page_address.ts";
import { type Attributes, gathered, link, type PageState } from "../page_state.ts";
import { addControl, addSubmitter, controlOf, methodOf } from "./controls.ts";
import { closeSelect } from "./selects.ts";
import { programOf, readHandler } from "./ways.ts";
import { resolveAddress } from "../../rules/address.ts";

/** Types of fields that only a person can fill in. A form with one of them is not sent. */
const PERSONAL = ["password", "file", "email", "tel"];
const BUTTONS = ["button", "reset"];
const SEARCH_NAME =
  /^(?:q|s|k|kw|wd|query|search\w*|keywords?|terms?|text|find|words?|such\w*|recherche|buscar|busca|cerca|zoek\w*)$/i;
const SEARCH = /search|such|recherch|busc|zoek|поиск|検索|搜/i;

/** Begins a form. A form ends by its end tag, or when the next one begins, even if the element around it has ended before. */
export function openForm(page: PageState, { action = "", method = "", id, name, role }: Attributes): void {
  closeForm(page);
  const program = programOf(action);
  if (program !== null) return readHandler(page, program, {});
  page.forms.open = {
    action: action.trim() === "" ? page.url : action,
    method: methodOf(method) ?? "get",
    about: `${id ?? ""} ${name ?? ""} ${role ?? ""}`,
    controls: [],
    submitters: [],
    wantsInput: false,
  };
}

/** Ends a form, and adds links to what it can send if it is a GET form that needs no person and asks for no action. */
export function closeForm(page: PageState): void {
  closeSelect(page);
  const form = page.forms.open;
  page.forms.open = null;
  page.forms.text = null;
  if (form === null || form.controls.length + form.submitters.length === 0 || asksForAction(form)) return;
  const submitters = form.submitters.filter(({ label, entries, action }) =>
    !isAction(label.text) && !entries.some(([name, value]) => isAction(`?${name}=${value}`)) && !isAction(action ?? "")
  );
  // If all buttons ask for actions, there is no other way to send the form.
  if (submitters.length === 0 && form.submitters.length > 0) return;
  for (const { action, query } of submissionsOf({ ...form, submitters })) {
    if (page.forms.left <= 0) return;
    page.forms.left -= 1;
    submit(page, action, query);
  }
}

/** Reads an `input` of the open form. */
export function openControl(page: PageState, attributes: Attributes): void {
  const { open: form } = page.forms;
  const { name = "", value = "", disabled } = attributes;
  if (form === null || disabled !== undefined) return;
  const type = attributes.type?.trim().toLowerCase() ?? "text";
  if (type === "submit" || type === "image") {
    const position: Submitter["entries"] = ["x", "y"].map((axis) => [name === "" ? axis : `${name}.${axis}`, "0"]);
    const label = { text: type === "submit" ? value : attributes.alt ?? "", clean: null };
    addSubmitter(form, attributes, { entries: type === "image" ? position : named(name, value), label });
  } else if (PERSONAL.includes(type)) {
    form.wantsInput = true;
  } else if (name !== "" && !BUTTONS.includes(type)) {
    addControl(form, controlOf(name, type, attributes));
    if (isFreeText(type) && value === "" && (attributes.required !== undefined || looksLikeSearch(form, type, attributes))) {
      form.wantsInput = true;
    }
  }
}

/** Reads a `textarea`, which wants a text from a person. */
export function openTextArea(page: PageState, { name, disabled }: Attributes): void {
  if (page.forms.open !== null && name && disabled === undefined) page.forms.open.wantsInput = true;
}

export function openButton(page: PageState, attributes: Attributes): void {
  const { name = "", value = "", type = "submit", disabled } = attributes;
  const { open: form } = page.forms;
  if (form === null || disabled !== undefined || BUTTONS.includes(type.trim().toLowerCase())) return;
  page.forms.text = gathered();
  addSubmitter(form, attributes, { entries: named(name, value), label: page.forms.text });
}

export function closeButton(page: PageState): void {
  page.forms.text = null;
}

function named(name: string, value: string): Submitter["entries"] {
  return name === "" ? [] : [[name, value]];
}

function isFreeText(type: string): boolean {
  return !["hidden", "checkbox", "radio", "range", "color"].includes(type);
}

function looksLikeSearch({ about }: Form, type: string, { name = "", placeholder = "" }: Attributes): boolean {
  return type === "search" || SEARCH_NAME.test(name) || SEARCH.test(placeholder) || SEARCH.test(about);
}

function asksForAction({ action, controls, method, submitters }: Form): boolean {
  if (method !== "get" && !submitters.some((submitter) => submitter.method === "get")) return true;
  return isAction(action) || controls.some(({ name, kind, values }) => kind === "fixed" && isAction(`?${name}=${values[0]}`));
}

function submit(page: PageState, action: string, query: string): void {
  const target = `${action.replace(/[?#].*$/s, "")}?${query}`;
  if (isSameSite(target, page.base) && resolveAddress(target, page.base) !== null) link(page, target, "form");
}
