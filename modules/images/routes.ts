import type { Database } from "../shared/database/handle.ts";
import { type Api, endpoint } from "../shared/endpoint.ts";
import { pageOf } from "../shared/page.ts";
import { OperationResult, Tagging, TagList, TagSet } from "../tags/schemas.ts";
import { EditedImage, Image, ImageEdit, ImageId, ImageTagPath } from "./schemas.ts";
import { addImageTags, editImage, getImage, getImageTags, removeImageTag, replaceImageTags } from "./service.ts";

type Dependencies = { database: Database };

/** API of one image: its details, fields, tags and trash. */
export function imageApi(api: Api, { database }: Dependencies): void {
  endpoint(api, {
    method: "get",
    path: "/images/:id",
    summary: "One image with tags, sources and metadata",
    params: ImageId,
    output: Image,
  }, ({ params }) => getImage(database, params.id));

  endpoint(api, {
    method: "patch",
    path: "/images/:id",
    summary: "Change an image's note or rating",
    params: ImageId,
    body: ImageEdit,
    output: EditedImage,
  }, ({ params, body }) => editImage(database, params.id, body));

  trashApi(api, { database });
  imageTagApi(api, { database });
}

function imageTagApi(api: Api, { database }: Dependencies): void {
  endpoint(api, {
    method: "get",
    path: "/images/:id/tags",
    summary: "An image's tags, ordered by category and name",
    params: ImageId,
    output: pageOf(Tagging),
  }, async ({ params }) => ({ items: await getImageTags(database, params.id), next: null }));

  endpoint(api, {
    method: "post",
    path: "/images/:id/tags",
    summary: "Add tags to an image",
    params: ImageId,
    body: TagList,
    output: OperationResult,
  }, ({ params, body }) => addImageTags(database, params.id, body.tags));

  endpoint(api, {
    method: "put",
    path: "/images/:id/tags",
    summary: "Make these tags, and those that they imply, the only tags of an image",
    params: ImageId,
    body: TagSet,
    output: OperationResult,
  }, ({ params, body }) => replaceImageTags(database, params.id, body.tags));

  endpoint(api, {
    method: "delete",
    path: "/images/:id/tags/:tag",
    summary: "Remove a tag from an image",
    params: ImageTagPath,
    output: OperationResult,
  }, ({ params }) => removeImageTag(database, params.id, params.tag));
}

function trashApi(api: Api, { database }: Dependencies): void {
  endpoint(api, {
    method: "delete",
    path: "/images/:id",
    summary: "Put an image into the trash: it is stored, but searches do not find it",
    params: ImageId,
    output: EditedImage,
  }, ({ params }) => editImage(database, params.id, { trashed: true }));

  endpoint(api, {
    method: "post",
    path: "/images/:id/restore",
    summary: "Take an image out of the trash",
    params: ImageId,
    output: EditedImage,
  }, ({ params }) => editImage(database, params.id, { trashed: false }));
}
