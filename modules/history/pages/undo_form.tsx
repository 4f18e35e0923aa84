import type { Operation } from "../schemas.ts";

/** The form that undoes an operation and redirects to `back`, or the word "Undone" if the operation is undone already. */
export function UndoForm({ operation, back }: { operation: Operation; back: string }) {
  if (operation.undoneAt !== null) {
    const by = operation.undoneBy;
    return by === null ? <span class="badge">Undone</span> : <a href={`/operations/${by}`} class="badge">Undone</a>;
  }
  const text = operation.undoOf === null || operation.kind === "redo" ? "Undo" : "Redo";
  return (
    <form method="post" action={`/operations/${operation.id}/undo`}>
      <input type="hidden" name="back" value={back} />
      <button type="submit" class="button button-quiet button-small" aria-label={`${text}: ${operation.summary}`}>{text}</button>
    </form>
  );
}
