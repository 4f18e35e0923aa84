import type { Operation } from "../schemas.ts";

/** Undoes an operation and leads back; a word in its place where there is nothing to undo any more. */
export function UndoForm({ operation, back }: { operation: Operation; back: string }) {
  if (operation.undoneAt !== null) {
    const by = operation.undoneBy;
    return by === null ? <span class="badge">Undone</span> : <a href={`/operations/${by}`} class="badge">Undone</a>;
  }
  const act = operation.undoOf === null || operation.kind === "redo" ? "Undo" : "Redo";
  return (
    <form method="post" action={`/operations/${operation.id}/undo`}>
      <input type="hidden" name="back" value={back} />
      <button type="submit" class="button button-quiet button-small" aria-label={`${act}: ${operation.summary}`}>{act}</button>
    </form>
  );
}
