import type { Database } from "../../shared/database/handle.ts";
import { type Api, endpoint } from "../../shared/endpoint.ts";
import { OperationDetail, OperationId, OperationPage, OperationQuery, UndoResult } from "../../tags/operations/schemas.ts";
import { EditedImage, ImageId } from "../schemas.ts";
import { getImage } from "../service.ts";
import { editFields, getOperation, listOperations, undo } from "./service.ts";

/** The history of everything that people changed, and what reverses it. */
export function operationApi(api: Api, { database }: { database: Database }): void {
  endpoint(api, {
    method: "get",
    path: "/operations",
    summary: "What was changed, the newest first: everything, or what concerns one image or tag",
    query: OperationQuery,
    output: OperationPage,
  }, ({ query }) => listOperations(database, query));

  endpoint(api, {
    method: "get",
    path: "/operations/:id",
    summary: "One operation with what it changed",
    params: OperationId,
    output: OperationDetail,
  }, ({ params }) => getOperation(database, params.id));

  endpoint(api, {
    method: "post",
    path: "/operations/:id/undo",
    summary: "Undo an operation, but for what was changed since; an undo can be undone too",
    params: OperationId,
    output: UndoResult,
  }, ({ params }) => undo(database, params.id));

  trashApi(api, { database });
}

function trashApi(api: Api, { database }: { database: Database }): void {
  const setTrashed = async (id: number, trashed: boolean) => {
    const operation = await editFields(database, id, { trashed });
    return { ...await getImage(database, id), operation };
  };

  endpoint(api, {
    method: "delete",
    path: "/images/:id",
    summary: "Put an image into the trash: it is kept, but not found",
    params: ImageId,
    output: EditedImage,
  }, ({ params }) => setTrashed(params.id, true));

  endpoint(api, {
    method: "post",
    path: "/images/:id/restore",
    summary: "Take an image out of the trash",
    params: ImageId,
    output: EditedImage,
  }, ({ params }) => setTrashed(params.id, false));
}
