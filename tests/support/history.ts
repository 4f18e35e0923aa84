import { z } from "zod";
import { historyOf } from "../../modules/app/history.ts";
import type { History } from "../../modules/history/history.ts";
import { type Description, operationKind } from "../../modules/history/kinds.ts";
import { rollBackUnfinished as rollBackUnfinishedOf } from "../../modules/history/roll_back.ts";
import type { Operation, OperationQuery, UndoResult } from "../../modules/history/schemas.ts";
import { getOperation as getOperationOf, listOperations as listOperationsOf } from "../../modules/history/service.ts";
import { undo as undoOf } from "../../modules/history/undo.ts";
import type { Database } from "../../modules/shared/database/handle.ts";
import type { Page } from "../../modules/shared/page.ts";

const TEST_KIND = operationKind({
  name: "test",
  label: "Tests",
  parameters: z.object({ text: z.string() }),
  text: ({ text }) => text,
});

/** Describes an operation of the kind `test`. `text` is its sentence. */
export function testOperation(text: string): Description {
  return TEST_KIND.of({ text });
}

/** The history of the application, with the additional kind `test`. */
export function testHistory(database: Database): History {
  const history = historyOf(database);
  return { ...history, kinds: [...history.kinds, TEST_KIND] };
}

export async function undo(database: Database, id: number): Promise<UndoResult> {
  return await undoOf(testHistory(database), id);
}

export async function listOperations(database: Database, query: OperationQuery): Promise<Page<Operation>> {
  return await listOperationsOf(testHistory(database), query);
}

export async function getOperation(database: Database, id: number): Promise<Operation & Record<string, unknown>> {
  return await getOperationOf(testHistory(database), id);
}

/** Rolls back interrupted operations, and returns their kinds. */
export async function rollBackUnfinished(database: Database): Promise<string[]> {
  return (await rollBackUnfinishedOf(testHistory(database))).map(({ kind }) => kind);
}
