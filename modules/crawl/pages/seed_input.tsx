import { Island } from "../../shared/web/island.tsx";
import type { CountedFieldProps } from "../islands/seed_count.tsx";
import { addressLines } from "../text_lines.ts";
import { FieldFaults } from "./option_input.tsx";
import { SeedCount } from "./seed_count.tsx";

/** The field for start addresses, one per line, with the number of addresses in it. */
export function SeedInput({ value, faults, limit }: { value: string; faults: string[]; limit: number }) {
  const counted: CountedFieldProps = { field: "urls", count: addressLines(value).length, limit };
  return (
    <div class="flex flex-col gap-1 p-5">
      <label for="urls" class="font-medium">Start addresses</label>
      <textarea
        id="urls"
        name="urls"
        class="input w-full font-mono"
        rows={Math.min(12, Math.max(3, value.split("\n").length))}
        placeholder="https://example.org/"
        spellcheck={false}
        autocapitalize="none"
        autocomplete="off"
        autofocus
        required
        aria-invalid={faults.length > 0}
        aria-describedby={`urls-hint${faults.length > 0 ? " urls-faults" : ""}`}
      >
        {value}
      </textarea>
      <div class="flex flex-wrap justify-between gap-x-4 text-xs text-muted">
        <p id="urls-hint">One address per line, http or https. Lines that begin with # are ignored.</p>
        <Island name="seed_count" props={counted}>
          <SeedCount count={counted.count} limit={limit} />
        </Island>
      </div>
      <FieldFaults faults={faults} id="urls-faults" />
    </div>
  );
}
