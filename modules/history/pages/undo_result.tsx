import { formatCount } from "../../shared/web/format.ts";
import { Layout } from "../../shared/web/layout.tsx";
import type { UndoResult } from "../schemas.ts";
import { skipText, undoText } from "../undo_text.ts";

/** The page after an undo that skipped changes. It names them, with the reasons. */
export function UndoResultPage({ result, back }: { result: UndoResult; back: string }) {
  const { operation, skipped, skippedCount } = result;
  return (
    <Layout title="Undone in part" active="history">
      <h1 class="mb-2 text-lg">{operation?.summary ?? "Nothing was undone"}</h1>
      <p class="mb-4" role="status">{undoText(result)}</p>
      <h2 class="mb-2">Skipped</h2>
      <ul class="card divide-y divide-line">
        {skipped.map((skip) => <li key={skipText(skip)} class="px-4 py-2">{skipText(skip)}</li>)}
        {skippedCount > skipped.length && (
          <li class="px-4 py-2 text-muted">and {formatCount(skippedCount - skipped.length)} more</li>
        )}
      </ul>
      <p class="mt-4 flex gap-4">
        <a href={back}>Back</a>
        {operation !== null && <a href={`/operations/${operation.id}`}>Show what was undone</a>}
      </p>
    </Layout>
  );
}
