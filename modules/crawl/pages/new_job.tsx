import type { Fault } from "../../shared/fault.ts";
import { Layout } from "../../shared/web/layout.tsx";
import { faultsOf, type JobFormValues, looseFaults } from "../jobs/job_form.ts";
import { ESSENTIAL_FIELDS, FIELD_GROUPS, LAST_FIELDS, type OptionField } from "../jobs/option_fields.ts";
import { OptionInput } from "./option_input.tsx";
import { SeedInput } from "./seed_input.tsx";

export interface NewJobProps {
  values: JobFormValues;
  faults: Fault[];
  /** The secret fields that were filled in. Their values are not shown again. */
  forgotten?: string[];
  /** The most start addresses of a job. */
  seedLimit: number;
}

export function NewJobPage({ values, faults, forgotten = [], seedLimit }: NewJobProps) {
  const loose = looseFaults(faults);
  const further = FIELD_GROUPS.flatMap(({ fields }) => fields);
  const furtherIsOpen = further.some(({ name, initial }) =>
    faultsOf(faults, name).length > 0 || values[name] !== initial || forgotten.includes(name)
  );
  const input = (field: OptionField) => (
    <OptionInput
      key={field.name}
      field={field}
      value={values[field.name] ?? ""}
      faults={faultsOf(faults, field.name)}
      forgotten={forgotten.includes(field.name)}
    />
  );
  return (
    <Layout title="New crawl" active="new_crawl">
      <div class="mx-auto max-w-3xl">
        <h1>New crawl</h1>
        <p class="mt-1 mb-6 max-w-prose text-muted">
          Follows the pages of a website and stores every image that they refer to, with the texts around it. Requests are spaced
          by the site's robots.txt and by how fast it answers. <a href="/help/crawling">Help</a>
        </p>
        {faults.length > 0 && (
          <div class="notice notice-bad mb-6" role="alert">
            <p class="font-medium">The crawl was not started.</p>
            {loose.length > 0 ? loose.map((message) => <p key={message}>{message}</p>) : <p>Look at the fields marked below.</p>}
          </div>
        )}
        <form method="post" action="/jobs" class="card divide-y divide-line" autocomplete="off" noValidate>
          <SeedInput value={values.urls ?? ""} faults={faultsOf(faults, "urls")} limit={seedLimit} />
          <fieldset class="grid gap-5 p-5 sm:grid-cols-2">
            <legend class="sr-only">Essentials</legend>
            {ESSENTIAL_FIELDS.map(input)}
          </fieldset>
          <details open={furtherIsOpen}>
            <summary class="px-5 py-3.5 font-medium hover:bg-sunken">More options</summary>
            <div class="divide-y divide-line border-t border-line">
              {FIELD_GROUPS.map(({ title, fields }) => (
                <fieldset key={title} class="p-5">
                  <legend class="sr-only">{title}</legend>
                  <h2 class="mb-4" aria-hidden="true">{title}</h2>
                  <div class="grid items-start gap-5 sm:grid-cols-2">{fields.map(input)}</div>
                </fieldset>
              ))}
            </div>
          </details>
          <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-4 p-5">
            <div>{LAST_FIELDS.map(input)}</div>
            <div class="flex items-center gap-3 max-sm:w-full max-sm:justify-end">
              <a href="/jobs" class="button button-quiet">Cancel</a>
              <button type="submit" class="button">Start crawl</button>
            </div>
          </div>
        </form>
      </div>
    </Layout>
  );
}
