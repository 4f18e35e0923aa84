import { valueText } from "../../../shared/web/value_text.ts";
import type { FieldChange } from "../schemas.ts";

/** The section of an operation's page about fields of images: note, rating and trash. */
export function FieldChanges({ changes }: { changes: FieldChange[] }) {
  return (
    <section aria-labelledby="fields">
      <h2 id="fields" class="mb-2">Images</h2>
      <ul class="card divide-y divide-line">
        {changes.map(({ image, field, before, after }) => (
          <li key={`${image} ${field}`} class="px-4 py-2.5">
            <a href={`/images/${image}`}>Image {image}</a> <span class="text-muted">{field}:</span>{" "}
            <span class="wrap-anywhere">{valueText(before)} → {valueText(after)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
