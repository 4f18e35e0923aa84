import { formatCount } from "../../shared/web/format.ts";
import type { OptionField } from "../jobs/option_fields.ts";

export interface OptionInputProps {
  field: OptionField;
  value: string;
  faults: string[];
  /** Whether a secret value was typed before, which is not shown again and must be typed again. */
  forgotten?: boolean;
}

/** One option: its label, field, hint with bounds, and faults. */
export function OptionInput(props: OptionInputProps) {
  return props.field.kind === "flag" ? <Flag {...props} /> : <Field {...props} />;
}

/** The first faults of a field, and how many more there are. */
export function FieldFaults({ faults, id }: { faults: string[]; id?: string }) {
  if (faults.length === 0) return null;
  const rest = faults.length - FAULTS_SHOWN;
  return (
    <div id={id} class="text-bad">
      {faults.slice(0, FAULTS_SHOWN).map((message) => <p key={message} class="first-letter:uppercase">{message}</p>)}
      {rest > 0 && <p>And {formatCount(rest)} more like that.</p>}
    </div>
  );
}

const FAULTS_SHOWN = 8;

function Field({ field, value, faults, forgotten = false }: OptionInputProps) {
  return (
    <div class={`flex min-w-0 flex-col gap-1 ${field.kind === "list" ? "sm:col-span-2" : ""}`}>
      <label for={field.name} class="font-medium">{field.label}</label>
      <Control field={field} value={value} faults={faults} />
      <p id={`${field.name}-hint`} class="text-xs text-muted">{hintOf(field)}</p>
      {forgotten && <p class="text-warn">Type it again. Secret values are not sent back to the browser.</p>}
      <FieldFaults faults={faults} id={`${field.name}-faults`} />
    </div>
  );
}

function Control({ field, value, faults }: OptionInputProps) {
  const common = {
    id: field.name,
    name: field.name,
    class: "input w-full",
    autocomplete: "off" as const,
    "aria-invalid": faults.length > 0,
    "aria-describedby": `${field.name}-hint${faults.length > 0 ? ` ${field.name}-faults` : ""}`,
  };
  const verbatim = { ...common, autocapitalize: "none" as const, spellcheck: false, placeholder: PLACEHOLDERS[field.name] };
  switch (field.kind) {
    case "choice":
      return (
        <select {...common}>
          {field.choices.map((choice) => <option key={choice} value={choice} selected={choice === value}>{choice}</option>)}
        </select>
      );
    case "number":
      return (
        <input
          {...verbatim}
          type="number"
          inputMode="numeric"
          min={field.minimum}
          max={field.maximum}
          value={value}
        />
      );
    case "lines":
      return (
        <textarea {...verbatim} class="input w-full font-mono" rows={Math.min(8, Math.max(2, value.split("\n").length))}>
          {value}
        </textarea>
      );
    default:
      return <input {...verbatim} type="text" pattern={field.pattern} value={value} />;
  }
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  include: "*/gallery/*",
  exclude: "/[?&]print=/",
  headers: "Authorization: Bearer …",
  cookies: "session=…",
  mediaTypes: "image/jpeg image/png",
  delayMilliseconds: "adaptive",
  tags: "holiday, 2026",
};

function Flag({ field, value, faults }: OptionInputProps) {
  return (
    <div class={`flex flex-col gap-1 ${field.name === "respectRobots" ? "sm:col-span-2" : "self-center"}`}>
      <label class="flex items-center gap-2 font-medium">
        <input
          type="checkbox"
          name={field.name}
          value="true"
          checked={value === "true"}
          class="check"
          aria-describedby={`${field.name}-hint`}
        />
        {field.label}
      </label>
      <p id={`${field.name}-hint`} class="text-xs text-muted">{field.hint}</p>
      <FieldFaults faults={faults} />
    </div>
  );
}

/** Larger maximums are not shown, because they mean that there is no limit. */
const ENDLESS = 2 ** 40;

function hintOf(field: OptionField): string {
  const form = field.kind === "list" ? "separated by spaces or commas" : field.kind === "lines" ? "one a line" : "";
  return [field.hint, boundsOf(field), form].filter((part) => part !== "").join(" · ");
}

/** Returns the least and the greatest value of a number as a text; empty if there is no limit to show. */
export function boundsOf({ minimum, maximum }: OptionField): string {
  if (minimum === undefined || maximum === undefined || maximum >= ENDLESS) return "";
  return `${formatCount(minimum)} to ${formatCount(maximum)}`;
}
