import { z } from "zod";

/** A kind of operation. An operation is stored as its kind and parameters. Its sentence is made when it is shown. */
export interface OperationKind {
  /** The stored code, such as `merge`. */
  name: string;
  /** The text of the kind in the filter of the history. */
  label: string;
  /** The operation as a sentence, or null if the parameters do not fit the kind, as in rows of earlier versions. */
  describe(parameters: unknown): string | null;
}

/** The kind, parameters and sentence of an operation that is not stored yet. */
export interface Description {
  kind: string;
  parameters: Record<string, unknown>;
  /** The operation as a sentence. It is returned to the caller and not stored. */
  summary: string;
}

/** Defines a kind. `text` makes the sentence of its parameters; `of` describes an operation of the kind. */
export function operationKind<Schema extends z.ZodType<Record<string, unknown>>>(
  { name, label, parameters, text }: {
    name: string;
    label: string;
    parameters: Schema;
    text: (parameters: z.output<Schema>) => string;
  },
): OperationKind & { of: (parameters: z.output<Schema>) => Description } {
  return {
    name,
    label,
    describe: (given) => {
      const parsed = parameters.safeParse(given);
      return parsed.success ? text(parsed.data) : null;
    },
    of: (given) => ({ kind: name, parameters: given, summary: text(given) }),
  };
}

/** Kind and parameters (`detail`) of a stored operation. Only rows of earlier versions have a sentence (`summary`). */
export interface StoredKind {
  kind: string;
  detail: Record<string, unknown>;
  summary: string | null;
}

/** A stored operation as a sentence. If its kind is unknown, as after a downgrade, the text is the code of the kind. */
export function summaryOf(kinds: readonly OperationKind[], { kind, detail, summary }: StoredKind): string {
  return summary ?? kinds.find(({ name }) => name === kind)?.describe(detail) ?? kind.replaceAll("_", " ");
}

const Stored = z.object({ kind: z.string(), detail: z.record(z.string(), z.unknown()), summary: z.string().nullable() });

/** The kinds `undo` and `redo`. The undo of an undo is a redo. Both name the operation at the beginning of such a chain. */
function reversalKinds(kinds: readonly OperationKind[]) {
  const parameters = z.object({ of: Stored });
  return {
    undo: operationKind({ name: "undo", label: "Undone", parameters, text: ({ of }) => `Undo: ${summaryOf(kinds, of)}` }),
    redo: operationKind({ name: "redo", label: "Redone", parameters, text: ({ of }) => `Redo: ${summaryOf(kinds, of)}` }),
  };
}

/** Adds the kinds `undo` and `redo` to those of the slices. */
export function withReversals(kinds: readonly OperationKind[]): OperationKind[] {
  const { undo, redo } = reversalKinds(kinds);
  return [...kinds, undo, redo];
}

/** Describes the undo of an operation, or the redo if the operation is an undo. `first` is the beginning of the chain of undos. */
export function reversalOf(kinds: readonly OperationKind[], { kind }: StoredKind, first: StoredKind): Description {
  const { undo, redo } = reversalKinds(kinds);
  const of = Stored.parse(first);
  return kind === "undo" ? redo.of({ of }) : undo.of({ of });
}
