import { z } from "zod";
import type { Database } from "../shared/database/handle.ts";
import type { OperationKind } from "./kinds.ts";
import type { Recorder } from "./recorder.ts";
import { Operation } from "./schemas.ts";

/** The history of a library, with the recorders and kinds of all slices. The slice `app` puts it together. */
export interface History {
  readonly database: Database;
  /** In the order in which operations write their changes. Changes are reversed in the opposite order. */
  readonly recorders: readonly Recorder[];
  readonly kinds: readonly OperationKind[];
}

/** Schema of an operation with its changes, at most `CHANGES_SHOWN` of each recorder. */
export function operationDetail({ recorders }: Pick<History, "recorders">) {
  const members = recorders.map(({ view: { member, schema } }) => [member, z.array(schema).describe(SHOWN)] as const);
  return Operation.extend(Object.fromEntries(members));
}

export const CHANGES_SHOWN = 100;
const SHOWN = `at most ${CHANGES_SHOWN}`;
