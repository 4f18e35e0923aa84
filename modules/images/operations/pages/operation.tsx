import { formatCount, formatTime } from "../../../shared/web/format.ts";
import { type LastDone, Layout } from "../../../shared/web/layout.tsx";
import type { FieldChange, OperationDetail, TaggingChange, VocabularyChange } from "../../../tags/operations/schemas.ts";
import { tagUrl } from "../../../tags/urls.ts";
import { Totals } from "./operation_list.tsx";
import { UndoForm } from "./undo_form.tsx";

/** One operation with what it changed. */
export function OperationPage({ operation, done }: { operation: OperationDetail; done: LastDone | null }) {
  const { taggings, vocabulary, fields } = operation;
  return (
    <Layout title={operation.summary} active="history" done={done}>
      <p class="mb-3">
        <a href="/operations">History</a>
      </p>
      <div class="mb-5 flex flex-wrap items-start gap-x-6 gap-y-3">
        <div class="min-w-0 flex-1 basis-72">
          <h1 class="text-lg">{operation.summary}</h1>
          <p class="mt-1 flex flex-wrap gap-x-3 text-muted tabular-nums">
            <time dateTime={operation.createdAt.toISOString()}>{formatTime(operation.createdAt)} UTC</time>
            <Totals operation={operation} />
            {operation.undoOf !== null && <a href={`/operations/${operation.undoOf}`}>of operation {operation.undoOf}</a>}
          </p>
        </div>
        <UndoForm operation={operation} back={`/operations/${operation.id}`} />
      </div>
      <div class="flex flex-col gap-6">
        {taggings.length > 0 && <Taggings changes={taggings} />}
        {vocabulary.length > 0 && <Vocabulary changes={vocabulary} />}
        {fields.length > 0 && <Fields changes={fields} />}
      </div>
    </Layout>
  );
}

function Taggings({ changes }: { changes: TaggingChange[] }) {
  return (
    <section aria-labelledby="taggings">
      <h2 id="taggings" class="mb-2">Tags of images</h2>
      <ul class="card divide-y divide-line">
        {changes.map(({ tag, action, origin, count, images }) => (
          <li key={`${tag} ${action} ${origin}`} class="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5">
            <span class={`badge ${action === "add" ? "badge-good" : "badge-bad"}`}>{action === "add" ? "added" : "removed"}</span>
            {tag === null ? <span class="text-muted">a tag that is gone</span> : <a href={tagUrl(tag)}>{tag}</a>}
            <span class="text-muted tabular-nums">
              {action === "add" ? "to" : "from"} {formatCount(count)} {count === 1 ? "image" : "images"}
              {origin !== "person" && ` (${origin})`}
            </span>
            <span class="flex flex-wrap gap-x-2">
              {images.map((image) => <a key={image} href={`/images/${image}`}>{image}</a>)}
              {count > images.length && <span class="text-muted">…</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Vocabulary({ changes }: { changes: VocabularyChange[] }) {
  return (
    <section aria-labelledby="vocabulary">
      <h2 id="vocabulary" class="mb-2">Vocabulary</h2>
      <ul class="card divide-y divide-line">
        {changes.map(({ entity, name, before, after }, index) => (
          <li key={index} class="flex flex-wrap items-baseline gap-x-3 px-4 py-2.5">
            <span class={`badge ${before === null ? "badge-good" : after === null ? "badge-bad" : "badge-accent"}`}>
              {before === null ? "new" : after === null ? "gone" : "changed"}
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

function Fields({ changes }: { changes: FieldChange[] }) {
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

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === "") return "nothing";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" ? `“${value}”` : JSON.stringify(value);
}
