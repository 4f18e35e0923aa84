import { formatCount, formatTime } from "../../shared/web/format.ts";
import type { Operation } from "../schemas.ts";
import { UndoForm } from "./undo_form.tsx";

/** A list of operations, each with its totals and a form to undo it. `back` is the path of the page that shows the list. */
export function OperationList({ operations, back }: { operations: Operation[]; back: string }) {
  return (
    <ul class="card divide-y divide-line">
      {operations.map((operation) => (
        <li key={operation.id} class="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
          <div class="min-w-0 flex-1 basis-60">
            <a
              href={`/operations/${operation.id}`}
              class={`font-medium text-ink wrap-anywhere ${operation.undoneAt === null ? "" : "line-through decoration-muted"}`}
            >
              {operation.summary}
            </a>
            <p class="flex flex-wrap gap-x-3 text-xs leading-5 text-muted tabular-nums">
              <time dateTime={operation.createdAt.toISOString()}>{formatTime(operation.createdAt)} UTC</time>
              <span>{operation.kind.replaceAll("_", " ")}</span>
              <Totals operation={operation} />
            </p>
          </div>
          <UndoForm operation={operation} back={back} />
        </li>
      ))}
    </ul>
  );
}

/** The counts of an operation: "+34 −5 on 12 images". */
export function Totals({ operation: { images, added, removed } }: { operation: Operation }) {
  if (images === 0 && added === 0 && removed === 0) return null;
  return (
    <span>
      {added > 0 && <span class="text-good">+{formatCount(added)}</span>}{" "}
      {removed > 0 && <span class="text-bad">−{formatCount(removed)}</span>}{" "}
      {images > 0 && `on ${formatCount(images)} ${images === 1 ? "image" : "images"}`}
    </span>
  );
}
