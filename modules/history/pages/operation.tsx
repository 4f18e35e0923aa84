import type { VNode } from "preact";
import { formatTime } from "../../shared/web/format.ts";
import { type LastDone, Layout } from "../../shared/web/layout.tsx";
import type { Operation } from "../schemas.ts";
import { Totals } from "./operation_list.tsx";
import { UndoForm } from "./undo_form.tsx";

interface OperationPageProps {
  operation: Operation;
  /** The changes of the operation, one section per recorder that has some. */
  sections: VNode[];
  done: LastDone | null;
}

/** The page of one operation with its changes. */
export function OperationPage({ operation, sections, done }: OperationPageProps) {
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
            {operation.undoOf !== null && <a href={`/operations/${operation.undoOf}`}>undoes operation {operation.undoOf}</a>}
          </p>
        </div>
        <UndoForm operation={operation} back={`/operations/${operation.id}`} />
      </div>
      <div class="flex flex-col gap-6">{sections}</div>
    </Layout>
  );
}
