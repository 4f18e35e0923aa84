import type { Fault } from "../../shared/errors.ts";
import { Layout } from "../../shared/web/layout.tsx";
import { faultsOf, type JobFormValues, looseFaults } from "../job_form.ts";
import { ESSENTIAL_FIELDS, FURTHER_FIELDS } from "../option_fields.ts";
import { FieldFaults, OptionInput } from "./option_input.tsx";

export interface NewJobProps {
  values: JobFormValues;
  faults: Fault[];
}

export function NewJobPage({ values, faults }: NewJobProps) {
  const loose = looseFaults(faults);
  const furtherIsOpen = FURTHER_FIELDS.some(({ name, initial }) => faultsOf(faults, name).length > 0 || values[name] !== initial);
  return (
    <Layout title="New crawl" active="new_crawl">
      <div class="mx-auto max-w-3xl">
        <h1>New crawl</h1>
        <p class="mt-1 mb-6 max-w-prose text-muted">
          Follows the pages of a website and keeps every image that they refer to, with the words around it. The site sets the
          pace.
        </p>
        {faults.length > 0 && (
          <div class="notice notice-bad mb-6" role="alert">
            <p class="font-medium">The crawl was not started.</p>
            {loose.length > 0 ? loose.map((message) => <p key={message}>{message}</p>) : <p>Look at the fields marked below.</p>}
          </div>
        )}
        <form method="post" action="/jobs" class="card divide-y divide-line" noValidate>
          <Seeds value={values.urls ?? ""} faults={faultsOf(faults, "urls")} />
          <fieldset class="grid gap-5 p-5 sm:grid-cols-2">
            <legend class="sr-only">Essentials</legend>
            {ESSENTIAL_FIELDS.map((field) => (
              <OptionInput
                key={field.name}
                field={field}
                value={values[field.name] ?? ""}
                faults={faultsOf(faults, field.name)}
              />
            ))}
          </fieldset>
          <details class="group" open={furtherIsOpen}>
            <summary class="px-5 py-3.5 font-medium hover:bg-sunken">More options</summary>
            <div class="grid gap-5 px-5 pt-2 pb-5 sm:grid-cols-2">
              {FURTHER_FIELDS.map((field) => (
                <OptionInput
                  key={field.name}
                  field={field}
                  value={values[field.name] ?? ""}
                  faults={faultsOf(faults, field.name)}
                />
              ))}
            </div>
          </details>
          <div class="flex items-center justify-end gap-3 p-5">
            <a href="/jobs" class="button button-quiet">Cancel</a>
            <button type="submit" class="button">Start crawl</button>
          </div>
        </form>
      </div>
    </Layout>
  );
}

function Seeds({ value, faults }: { value: string; faults: string[] }) {
  return (
    <div class="flex flex-col gap-1 p-5">
      <label for="urls" class="font-medium">Where to begin</label>
      <textarea
        id="urls"
        name="urls"
        class="input w-full font-mono"
        rows={Math.min(8, Math.max(2, value.split("\n").length))}
        placeholder="https://example.org/"
        spellcheck={false}
        autocapitalize="none"
        autofocus
        required
        aria-invalid={faults.length > 0}
        aria-describedby="urls-hint"
      >
        {value}
      </textarea>
      <p id="urls-hint" class="text-xs text-muted">One address a line, http or https.</p>
      <FieldFaults faults={faults} />
    </div>
  );
}
