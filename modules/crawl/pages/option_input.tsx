import { formatCount } from "../../shared/web/format.ts";
import type { OptionField } from "../option_fields.ts";

export interface OptionInputProps {
  field: OptionField;
  value: string;
  faults: string[];
}

/** One option: label, field, its bounds in words, and what was wrong with it. */
export function OptionInput(props: OptionInputProps) {
  return props.field.kind === "flag" ? <Flag {...props} /> : <Field {...props} />;
}

export function FieldFaults({ faults }: { faults: string[] }) {
  return <>{faults.map((message) => <p key={message} class="text-bad first-letter:uppercase">{message}</p>)}</>;
}

function Field({ field, value, faults }: OptionInputProps) {
  return (
    <div class={`flex flex-col gap-1 ${field.kind === "list" ? "sm:col-span-2" : ""}`}>
      <label for={field.name} class="font-medium">{field.label}</label>
      <Control field={field} value={value} faults={faults} />
      <p id={`${field.name}-hint`} class="text-xs text-muted">{hintOf(field)}</p>
      <FieldFaults faults={faults} />
    </div>
  );
}

function Control({ field, value, faults }: OptionInputProps) {
  const common = {
    id: field.name,
    name: field.name,
    class: "input w-full",
    "aria-invalid": faults.length > 0,
    "aria-describedby": `${field.name}-hint`,
  };
  if (field.kind === "choice") {
    return (
      <select {...common}>
        {field.choices.map((choice) => <option key={choice} value={choice} selected={choice === value}>{choice}</option>)}
      </select>
    );
  }
  if (field.kind === "number") {
    return <input {...common} type="number" inputMode="numeric" min={field.minimum} max={field.maximum} value={value} />;
  }
  return (
    <input
      {...common}
      type="text"
      pattern={field.pattern}
      autocomplete="off"
      autocapitalize="none"
      spellcheck={false}
      value={value}
    />
  );
}

function Flag({ field, value, faults }: OptionInputProps) {
  return (
    <div class="flex flex-col gap-1">
      <label class="flex items-center gap-2 font-medium sm:mt-7">
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

function hintOf({ hint, kind, minimum, maximum }: OptionField): string {
  const bounds = minimum === undefined || maximum === undefined ? "" : `${formatCount(minimum)} to ${formatCount(maximum)}`;
  const list = kind === "list" ? "separated by spaces or commas" : "";
  return [hint, bounds, list].filter((part) => part !== "").join(" · ");
}
