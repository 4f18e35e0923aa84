import { type Api, endpoint } from "../shared/endpoint.ts";
import { type History, operationDetail } from "./history.ts";
import { OperationId, OperationPage, OperationQuery, UndoResult } from "./schemas.ts";
import { getOperation, listOperations } from "./service.ts";
import { undo } from "./undo.ts";

/** API of the history: operations, one operation with its changes, and undo. */
export function historyApi(api: Api, { history }: { history: History }): void {
  endpoint(api, {
    method: "get",
    path: "/operations",
    summary: "Operations, the newest first: all, or those that changed one image or tag",
    query: OperationQuery,
    output: OperationPage,
  }, ({ query }) => listOperations(history, query));

  endpoint(api, {
    method: "get",
    path: "/operations/:id",
    summary: "One operation with its changes",
    params: OperationId,
    output: operationDetail(history),
  }, ({ params }) => getOperation(history, params.id));

  endpoint(api, {
    method: "post",
    path: "/operations/:id/undo",
    summary: "Undo an operation, except what was changed since; an undo can be undone too",
    params: OperationId,
    output: UndoResult,
  }, ({ params }) => undo(history, params.id));
}
