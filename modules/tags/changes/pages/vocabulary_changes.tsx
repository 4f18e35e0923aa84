import { valueText } from "../../../shared/web/value_text.ts";
import type { VocabularyChange } from "../../schemas.ts";

/** The section of an operation's page about the vocabulary: one line per changed row. */
export function VocabularyChanges({ changes }: { changes: VocabularyChange[] }) {
  return (
    <section aria-labelledby="vocabulary">
      <h2 id="vocabulary" class="mb-2">Vocabulary</h2>
      <ul class="card divide-y divide-line">
        {changes.map(({ entity, name, before, after }, index) => (
          <li key={index} class="flex flex-wrap items-baseline gap-x-3 px-4 py-2.5">
            <span class={`badge ${before === null ? "badge-good" : after === null ? "badge-bad" : "badge-accent"}`}>
              {before === null ? "created" : after === null ? "deleted" : "changed"}
            </span>
            <span>
              {entity} <strong class="font-medium">{name ?? "without a name"}</strong>
            </span>
            {before !== null && after !== null && <span class="text-muted">{differenceOf(before, after)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function differenceOf(before: Record<string, unknown>, after: Record<string, unknown>): string {
  const changed = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  return changed.map((key) => `${key.replaceAll("_", " ")}: ${valueText(before[key])} → ${valueText(after[key])}`).join("; ");
}
