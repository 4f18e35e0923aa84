import { z } from "zod";
import { AppError } from "../shared/errors.ts";
import { cutPage, decodeCursor, type Page } from "../shared/page.ts";
import { CHANGES_SHOWN, type History } from "./history.ts";
import { summaryOf } from "./kinds.ts";
import type { HistoryPage, Subject } from "./recorder.ts";
import { listOperationRows, listOperationsByIds, type OperationRow } from "./repository.ts";
import type { Operation, OperationQuery } from "./schemas.ts";

/** Lists operations, the newest first: all, or those that changed an image, a tag or both. Finds deleted tags by their last name. */
export async function listOperations(history: History, query: OperationQuery): Promise<Page<Operation>> {
  const [before = Number.MAX_SAFE_INTEGER] = decodeCursor(query.cursor, z.tuple([z.number().int()])) ?? [];
  const page = { before, kind: query.kind ?? null, limit: query.limit + 1 };
  const subject = { image: query.image ?? null, tag: query.tag ?? null };
  const isAll = subject.image === null && subject.tag === null;
  const rows = isAll ? await listOperationRows(history.database, page) : await listChanging(history, subject, page);
  return cutPage(rows.map((row) => shown(history, row)), query.limit, ({ id }) => [id]);
}

async function listChanging({ database, recorders }: History, subject: Subject, page: HistoryPage): Promise<OperationRow[]> {
  const found = await Promise.all(recorders.map((recorder) => recorder.find(database, subject, page)));
  return await listOperationsByIds(database, [...new Set(found.flat())], page.limit);
}

/** One operation with its changes by recorder. Throws `not_found`. */
export async function getOperation(history: History, id: number): Promise<Operation & Record<string, unknown>> {
  const [operation] = await listOperationsByIds(history.database, [id], 1);
  if (!operation) throw new AppError("not_found", `There is no operation ${id}`);
  const changes = await Promise.all(
    history.recorders.map(async ({ view }) => [view.member, await view.list(history.database, id, CHANGES_SHOWN)] as const),
  );
  return { ...shown(history, operation), ...Object.fromEntries(changes) };
}

function shown({ kinds }: History, row: OperationRow): Operation {
  return { ...row, summary: summaryOf(kinds, row) };
}
