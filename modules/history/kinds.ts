import { z } from "zod";

/** A kind of operation. An operation is stored as its kind and parameters; its sentence is made where it is shown. */
export interface OperationKind {
  /** As it is stored: `merge`. */
  name: string;
  /** What the filter of the history calls operations of this kind. */
  label: string;
  /** The operation as a sentence; null if these are not its parameters, as in rows of earlier versions. */
  describe(parameters: unknown): string | null;
}

/** What an operation does, before it is stored. */
export interface Description {
  kind: string;
  parameters: Record<string, unknown>;
  /** Its sentence, for whoever asked for the operation. */
  summary: string;
}

/** Defines a kind by the schema of its parameters and its sentence. `of` describes an operation of the kind. */
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

/** An operation as it is stored. Only rows of earlier versions have a sentence. */
export interface StoredKind {
  kind: string;
  detail: Record<string, unknown>;
  summary: string | null;
}

/** The operation as a sentence. One of an unknown kind, as a newer version may have stored it, is named by its kind. */
export function summaryOf(kinds: readonly OperationKind[], { kind, detail, summary }: StoredKind): string {
  return summary ?? kinds.find(({ name }) => name === kind)?.describe(detail) ?? kind.replaceAll("_", " ");
}

const Stored = z.object({ kind: z.string(), detail: z.record(z.string(), z.unknown()), summary: z.string().nullable() });

/** The kinds `undo` and `redo`. An undo of an undo is called redo; both name what was done at first. */
function reversalKinds(kinds: readonly OperationKind[]) {
  const parameters = z.object({ of: Stored });
  return {
    undo: operationKind({ name: "undo", label: "Undone", parameters, text: ({ of }) => `Undo: ${summaryOf(kinds, of)}` }),
    redo: operationKind({ name: "redo", label: "Redone", parameters, text: ({ of }) => `Redo: ${summaryOf(kinds, of)}` }),
  };
}

/** The kinds of all slices, with those that the history itself has. */
export function withReversals(kinds: readonly OperationKind[]): OperationKind[] {
  const { undo, redo } = reversalKinds(kinds);
  return [...kinds, undo, redo];
}

/** Describes the undo of an operation, or the redo if the operation is an undo itself. `first` is what was done at first. */
export function reversalOf(kinds: readonly OperationKind[], { kind }: StoredKind, first: StoredKind): Description {
  const { undo, redo } = reversalKinds(kinds);
  const of = Stored.parse(first);
  return kind === "undo" ? redo.of({ of }) : undo.of({ of });
}
