import type { VNode } from "preact";
import { z } from "zod";
import type { Queryable } from "../shared/database/handle.ts";
import type { RunningOperation } from "./perform.ts";
import type { Skip } from "./schemas.ts";

/** Runs one step of an operation. Either all steps share one transaction, or each has its own. */
export type Step = <T>(work: (tx: Queryable) => Promise<T>) => Promise<T>;

export interface Reversal {
  /** Id of the operation whose changes are reversed. */
  of: number;
  /** Id of the operation that records the reversal. Null in a roll-back, which ignores later operations and is not recorded. */
  into: number | null;
  /** The number of skipped changes to name. */
  name: number;
}

export interface ReversedPart {
  reversed: number;
  skippedCount: number;
  /** The first skipped changes, at most `name`. */
  skipped: Skip[];
}

export interface ChangeCounts {
  /** Rows of the change table. */
  changes: number;
  /** Images that were changed. */
  images: number;
  /** Taggings, also in `removed`. */
  added: number;
  removed: number;
}

/** The image and the tag that a list of operations is limited to. Null sets no limit. */
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
  /** Name of the member, such as `taggings`. */
  member: string;
  schema: z.ZodType;
  list(db: Queryable, operationId: number, limit: number): Promise<unknown[]>;
  /** The section of the page. `changes` is the result of `list`. */
  section(changes: unknown): VNode;
}

/**
 * How the history reverses, counts, finds and shows the changes of one table. Each slice writes its own change tables and has a
 * recorder for each. A change was "changed since" if a later operation in effect (neither undone nor itself an undo) changed the
 * same thing.
 */
export interface Recorder {
  /** The change table. */
  table: string;
  /** Locks what the operation changed, until the transaction ends, so that no other operation changes it. */
  lock(tx: Queryable, operationId: number, undo: Pick<RunningOperation, "isOneTransaction">): Promise<void>;
  /** Runs before any recorder reverses changes: restores what they need, such as deleted tags. */
  prepare?(step: Step, reversal: Reversal): Promise<void>;
  /** Reverses the changes, except those changed since. No step reverses more than `limit` changes. */
  reverse(step: Step, reversal: Reversal, limit: number): Promise<ReversedPart>;
  count(tx: Queryable, operationId: number): Promise<ChangeCounts>;
  /** Ids of the newest operations on a page of the history that changed the subject. */
  find(db: Queryable, subject: Subject, page: HistoryPage): Promise<number[]>;
  view: ChangeView;
}

/** Makes a view from a section that takes changes of the schema's type. */
export function changeView<Schema extends z.ZodType>(view: {
  member: string;
  schema: Schema;
  list: (db: Queryable, operationId: number, limit: number) => Promise<z.input<Schema>[]>;
  section: (changes: z.output<Schema>[]) => VNode;
}): ChangeView {
  return { ...view, section: (changes) => view.section(z.array(view.schema).parse(changes)) };
}
