import { addControl } from "./controls.ts";
import type { Option, Select } from "../forms.ts";
import { looksLikePage } from "../page_address.ts";
import { type Attributes, gathered, type PageState } from "../page_state.ts";
import { follow } from "./ways.ts";

const OPTIONS = 1_000;
const HANDLER_LENGTH = 2_000;
/** Matches `location = "list?page=" + this.value + "&x"` and the like: the chosen value as an address, or within one. */
const GOES_TO_VALUE =
  /(?:\blocation(?:\.href)?\s{0,9}=|\b(?:assign|replace|open)\s{0,9}\()\s{0,9}(?:(["'])([^"']{0,500})\1\s{0,9}\+\s{0,9})?[\w.$[\]()]{0,200}?(?:\bvalue|\bval\(\))[\])]{0,3}\s{0,9}(?:\+\s{0,9}(["'])([^"']{0,500})\3)?/;

export function openSelect(page: PageState, attributes: Attributes): void {
  closeSelect(page);
  page.forms.select = {
    name: attributes.name ?? "",
    isMultiple: attributes.multiple !== undefined,
    isDisabled: attributes.disabled !== undefined,
    form: page.forms.open,
    frame: frameOf(attributes.onchange ?? attributes.onclick ?? attributes.oninput ?? attributes.onblur ?? ""),
    options: [],
  };
}

export function openOption(page: PageState, { value, selected, disabled }: Attributes): void {
  const { select } = page.forms;
  if (select === null || select.options.length >= OPTIONS) return;
  const text = gathered();
  page.forms.text = text;
  select.options.push({ value, text, isSelected: selected !== undefined, isDisabled: disabled !== undefined });
}

export function closeOption(page: PageState): void {
  if (page.forms.select !== null) page.forms.text = null;
}

/** Ends a `select`: its options are choices of its form, and ways on if they are addresses or a handler makes addresses of them. */
export function closeSelect(page: PageState): void {
  const { select } = page.forms;
  if (select === null) return;
  closeOption(page);
  page.forms.select = null;
  const { frame, form, name, isDisabled } = select;
  for (const option of select.options) {
    const value = valueOf(option);
    if (frame !== null && value !== "") {
      follow(page, frame.before + value + frame.behind, "handler", { linkText: option.text.text });
    } else if (looksLikePage(value)) follow(page, value, "option", { linkText: option.text.text });
  }
  if (form === null || form !== page.forms.open || name === "" || isDisabled) return;
  addControl(form, { name, kind: "toggle", values: chosen(select), choices: enabled(select).map(valueOf) });
}

/** HTML Standard, 4.10.7 "selectedness setting algorithm": without a selected option the first one that is not disabled counts. */
function chosen(select: Select): string[] {
  const options = enabled(select);
  const selected = options.filter(({ isSelected }) => isSelected);
  if (select.isMultiple) return selected.map(valueOf);
  return (selected.length > 0 ? selected.slice(-1) : options.slice(0, 1)).map(valueOf);
}

function enabled({ options }: Select): Option[] {
  return options.filter(({ isDisabled }) => !isDisabled);
}

function valueOf({ value, text }: Option): string {
  return value ?? text.text.trim().replace(/\s+/g, " ");
}

function frameOf(handler: string): Select["frame"] {
  const match = GOES_TO_VALUE.exec(handler.slice(0, HANDLER_LENGTH));
  return match === null ? null : { before: match[2] ?? "", behind: match[4] ?? "" };
}
