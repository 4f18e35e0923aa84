import type { Hono } from "hono";
import type { VNode } from "preact";
import { z } from "zod";
import { validate } from "../shared/validate.ts";
import { renderDocument } from "../shared/web/layout.tsx";
import { localPath } from "../shared/web/local_path.ts";
import type { History } from "./history.ts";
import { backWith, lastOperation } from "./last_operation.ts";
import { OperationPage } from "./pages/operation.tsx";
import { OperationsPage } from "./pages/operations.tsx";
import { UndoResultPage } from "./pages/undo_result.tsx";
import { OperationId, OperationQuery } from "./schemas.ts";
import { getOperation, listOperations } from "./service.ts";
import { undo } from "./undo.ts";

const NOT_GIVEN = z.literal("").transform(() => undefined);
/** The query of the filter form, in which fields may be empty. */
const HistoryQuery = OperationQuery.extend({
  image: z.union([NOT_GIVEN, OperationQuery.shape.image]).optional(),
  tag: z.union([NOT_GIVEN, OperationQuery.shape.tag]).optional(),
  kind: z.union([NOT_GIVEN, OperationQuery.shape.kind]).optional(),
});
const UndoForm = z.object({ back: z.string().max(4_000).default("/operations") });

/** Routes of the pages of the history and of one operation, and of the form that undoes an operation. */
export function historyPages(app: Hono, { history }: { history: History }): void {
  app.get("/operations", validate("query", HistoryQuery), async (context) => {
    const query = context.req.valid("query");
    const [page, done] = await Promise.all([listOperations(history, query), lastOperation(history, context)]);
    return context.html(renderDocument(<OperationsPage query={query} page={page} kinds={history.kinds} done={done} />));
  });

  app.get("/operations/:id", validate("param", OperationId), async (context) => {
    const { id } = context.req.valid("param");
    const [operation, done] = await Promise.all([getOperation(history, id), lastOperation(history, context)]);
    return context.html(
      renderDocument(<OperationPage operation={operation} sections={sectionsOf(history, operation)} done={done} />),
    );
  });

  app.post("/operations/:id/undo", validate("param", OperationId), validate("form", UndoForm), async (context) => {
    const { id } = context.req.valid("param");
    const back = localPath(context.req.valid("form").back);
    const result = await undo(history, id);
    if (result.skippedCount === 0) return context.redirect(backWith(back, result.operation), 303);
    return context.html(renderDocument(<UndoResultPage result={result} back={back} />));
  });
}

function sectionsOf({ recorders }: History, changes: Record<string, unknown>): VNode[] {
  return recorders.flatMap(({ view: { member, section } }) => {
    const own = changes[member];
    return Array.isArray(own) && own.length > 0 ? [section(own)] : [];
  });
}
