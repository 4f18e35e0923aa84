import type { Gathered } from "./references.ts";

/** A control of a form that sends a name and a value, or one of several values. */
export interface Control {
  name: string;
  kind: "fixed" | "choice" | "toggle";
  /** The values that it sends unless somebody changes it: several only for a `select multiple`, none for an empty checkbox. */
  values: string[];
  /** All values that can be chosen. */
  choices: string[];
}

/** A button that sends a form. */
export interface Submitter {
  /** The entries that the button adds to those of the form. */
  entries: [name: string, value: string][];
  /** The address and the method by which it replaces the form's. */
  action: string | undefined;
  method: string | undefined;
  label: Gathered;
}

export interface Form {
  action: string;
  method: string;
  /** The name of the form itself, its class and what it is for, which may say that it is a search. */
  about: string;
  controls: Control[];
  submitters: Submitter[];
  /** Whether it wants what only a person can give: a word to search for, a password, a file. */
  wantsInput: boolean;
}

/** A `select` that is open, with its options so far. */
export interface Select {
  name: string;
  isMultiple: boolean;
  isDisabled: boolean;
  /** The form that it belongs to. */
  form: Form | null;
  /** The texts that a handler puts before and behind the chosen value to make an address; null if no handler goes to the value. */
  frame: { before: string; behind: string } | null;
  options: Option[];
}

export interface Option {
  value: string | undefined;
  text: Gathered;
  isSelected: boolean;
  isDisabled: boolean;
}

export interface Submission {
  action: string;
  /** The query, of which only ASCII characters are percent-encoded: the others are sent in the encoding of the page. */
  query: string;
}

const SUBMISSIONS = 50;
const SUBMITTERS = 5;
/** Names of controls that turn the pages of a list. They are tried first. */
const PAGER =
  /^(?:page|pages|pagenum|pageno|pagina|paged|pg|p|seite|start|offset|from|pos|index|album|cat|category|gallery)$|page/i;

type Entry = [name: string, value: string];

/**
 * Returns what a GET form can send if one control is changed at a time (HTML Standard, 4.10.21.3 "form submission algorithm" and
 * "mutate action URL"), at most 50 submissions. All combinations of two controls would be the same list in another order.
 */
export function submissionsOf(form: Form): Submission[] {
  if (form.wantsInput) return [];
  const plain: Submitter = { entries: [], action: undefined, method: undefined, label: { text: "", clean: null } };
  const submitters = form.submitters.length > 0 ? form.submitters.slice(0, SUBMITTERS) : [plain];
  const found = new Map<string, Submission>();
  for (const submitter of submitters) {
    if ((submitter.method ?? form.method) !== "get") continue;
    for (const entries of entryLists(form.controls)) {
      if (found.size >= SUBMISSIONS) break;
      const submission = { action: submitter.action ?? form.action, query: encodeEntries([...entries, ...submitter.entries]) };
      found.set(`${submission.action} ${submission.query}`, submission);
    }
  }
  return [...found.values()];
}

/** Yields the entries of a form as it stands, and then with one control changed. */
function* entryLists(controls: readonly Control[]): Generator<Entry[]> {
  const entriesWith = (changed: Control | null, value: string): Entry[] =>
    controls.flatMap((control) => (control === changed ? [value] : control.values).map((own): Entry => [control.name, own]));
  yield entriesWith(null, "");
  const open = controls.filter(({ kind }) => kind !== "fixed");
  for (const control of [...open.filter(({ name }) => PAGER.test(name)), ...open.filter(({ name }) => !PAGER.test(name))]) {
    for (const value of control.choices) if (!control.values.includes(value)) yield entriesWith(control, value);
  }
}

function encodeEntries(entries: readonly Entry[]): string {
  return entries.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
}

/** URL Standard, 5.2 "application/x-www-form-urlencoded serializing", of ASCII. Line ends are CR LF. */
function encode(text: string): string {
  return text.replace(/\r\n?|\n/g, "\r\n").replace(
    /[^\w*.\x80-\u{10ffff}-]/gu,
    (character) => character === " " ? "+" : `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}
