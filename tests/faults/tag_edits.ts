import { between } from "../support/random.ts";
import type { Stage } from "./stage.ts";

/** A tag that one edit put on images, and that an undo may have removed again. */
export interface TagEdit {
  tag: string;
  images: number;
  /** The possible numbers of its images after what was acknowledged: one, or two if an answer was lost. */
  may: number[];
}

const edits = new WeakMap<Stage, TagEdit[]>();

export function editsOf(stage: Stage): TagEdit[] {
  return edits.get(stage) ?? [];
}

/** Adds a new tag to some images, undoes every second edit, and records what was acknowledged. */
export async function editTags(stage: Stage): Promise<void> {
  const found = await stage.ask("/api/images?limit=200");
  const { items = [] } = found.status === 200 ? found.body as { items?: { id: number }[] } : {};
  if (items.length === 0) return;
  const ids = items.slice(0, between(stage.random, 1, items.length)).map(({ id }) => id);
  const all = editsOf(stage);
  const edit: TagEdit = { tag: `edit_${all.length}`, images: ids.length, may: [0, ids.length] };
  edits.set(stage, [...all, edit]);
  const done = await stage.ask("/api/images/tags", { method: "POST", body: { select: { ids }, add: [edit.tag] } });
  if (done.status !== 200) return;
  edit.may = [ids.length];
  if (stage.random() < 0.5) return;
  const { operation } = done.body as { operation: { id: number } };
  edit.may = [0, ids.length];
  const undone = await stage.ask(`/api/operations/${operation.id}/undo`, { method: "POST" });
  if (undone.status === 200) edit.may = [0];
}
