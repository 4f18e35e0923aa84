import type { Hono } from "hono";
import { z } from "zod";
import type { Database } from "../../shared/database/handle.ts";
import { validate } from "../../shared/validate.ts";
import { renderDocument } from "../../shared/web/layout.tsx";
import { localPath } from "../../shared/web/local_path.ts";
import { backWith, lastDone } from "../../tags/operations/last_done.ts";
import { OperationId, OperationQuery } from "../../tags/operations/schemas.ts";
import { OperationPage } from "./pages/operation.tsx";
import { OperationsPage } from "./pages/operations.tsx";
import { UndoResultPage } from "./pages/undo_result.tsx";
import { getOperation, listOperations, undo } from "./service.ts";

const NOT_GIVEN = z.literal("").transform(() => undefined);
/** A form sends its empty fields too. */
const HistoryQuery = OperationQuery.extend({
  image: z.union([NOT_GIVEN, OperationQuery.shape.image]).optional(),
  tag: z.union([NOT_GIVEN, OperationQuery.shape.tag]).optional(),
  kind: z.union([NOT_GIVEN, OperationQuery.shape.kind]).optional(),
});
const UndoForm = z.object({ back: z.string().max(4_000).default("/operations") });

/** The history, one operation of it, and the form that undoes one. */
export function operationPages(app: Hono, { database }: { database: Database }): void {
  app.get("/operations", validate("query", HistoryQuery), async (context) => {
    const query = context.req.valid("query");
    const [page, done] = await Promise.all([listOperations(database, query), lastDone(database, context)]);
    return context.html(renderDocument(<OperationsPage query={query} page={page} done={done} />));
  });

  app.get("/operations/:id", validate("param", OperationId), async (context) => {
    const { id } = context.req.valid("param");
    const [operation, done] = await Promise.all([getOperation(database, id), lastDone(database, context)]);
    return context.html(renderDocument(<OperationPage operation={operation} done={done} />));
  });

  app.post("/operations/:id/undo", validate("param", OperationId), validate("form", UndoForm), async (context) => {
    const { id } = context.req.valid("param");
    const back = localPath(context.req.valid("form").back);
    const result = await undo(database, id);
    if (result.skippedCount === 0) return context.redirect(backWith(back, result.operation), 303);
    return context.html(renderDocument(<UndoResultPage result={result} back={back} />));
  });
}
