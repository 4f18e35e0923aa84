import type { VNode } from "preact";
import { z } from "zod";
import type { Queryable } from "../shared/database/handle.ts";
import type { Skip } from "./schemas.ts";

/** Runs part of an operation: all parts in one transaction, or each in one of its own. */
export type Step = <T>(work: (tx: Queryable) => Promise<T>) => Promise<T>;

/** Which operation's changes are reversed, and how that is recorded. */
export interface Reversal {
  /** Id of the operation whose changes are reversed. */
  of: number;
  /** Id of the operation that records the reversal. Null in a roll-back, which ignores later operations and leaves no trace. */
  into: number | null;
  /** How many of the skipped changes are named. */
  name: number;
}

export interface ReversedPart {
  reversed: number;
  skippedCount: number;
  /** The first `name` of them. */
  skipped: Skip[];
}

/** What an operation changed, as numbers. */
export interface ChangeCounts {
  /** Rows of the change table. */
  changes: number;
  /** Images of which something changed. */
  images: number;
  /** Taggings. */
  added: number;
  removed: number;
}

/** What a list of operations may be limited to. */
export interface Subject {
  image: number | null;
  tag: string | null;
}

/** A page of the history: operations with a smaller id than `before`, of one kind or (null) of any. */
export interface HistoryPage {
  before: number;
  kind: string | null;
  limit: number;
}

/** How the changes of an operation are shown: as a member of its JSON, and as a section of its page. */
export interface ChangeView {
  /** Name of the member: `taggings`. */
  member: string;
  schema: z.ZodType;
  list(db: Queryable, operationId: number, limit: number): Promise<unknown[]>;
  /** Takes what `list` gave. */
  section(changes: unknown): VNode;
}

/**
 * The changes of one table, recorded under an operation. Each slice writes its own change table and registers a recorder for it;
 * the history reverses, counts, finds and shows the changes by it. A change counts as touched since when an operation in effect
 * (neither undone nor itself an undo) has changed the same thing later.
 */
export interface Recorder {
  /** The change table. */
  table: string;
  /** Until the transaction ends, keeps other operations from changing what this operation changed. */
  lock(tx: Queryable, operationId: number): Promise<void>;
  /** Runs before any recorder reverses its changes: brings back what their reversal needs, such as tags that were deleted. */
  prepare?(step: Step, reversal: Reversal): Promise<void>;
  /** Reverses the changes, except those touched since. No step reverses more than `limit` changes. */
  reverse(step: Step, reversal: Reversal, limit: number): Promise<ReversedPart>;
  count(tx: Queryable, operationId: number): Promise<ChangeCounts>;
  /** Ids of the newest operations on the page that changed the subject. */
  find(db: Queryable, subject: Subject, page: HistoryPage): Promise<number[]>;
  view: ChangeView;
}

/** A view whose section takes the parsed changes. */
export function changeView<Schema extends z.ZodType>(view: {
  member: string;
  schema: Schema;
  list: (db: Queryable, operationId: number, limit: number) => Promise<z.input<Schema>[]>;
  section: (changes: z.output<Schema>[]) => VNode;
}): ChangeView {
  return { ...view, section: (changes) => view.section(z.array(view.schema).parse(changes)) };
}
