import { z } from "zod";
import type { Database } from "../shared/database/handle.ts";
import { type Api, endpoint } from "../shared/endpoint.ts";
import { pageOf } from "../shared/page.ts";
import { OperationResult, Tagging, TagList, TagSet } from "../tags/schemas.ts";
import { autocomplete } from "./autocomplete.ts";
import { savedSearchApi } from "./saved/routes.ts";
import { searchTextApi } from "./search/routes.ts";
import {
  AutocompleteAnswer,
  AutocompleteQuery,
  BulkTagging,
  EditedImage,
  FacetQuery,
  Facets,
  Image,
  ImageEdit,
  ImageId,
  ImagePage,
  ImageQuery,
  ImageTagPath,
  Selection,
  SelectionSummary,
} from "./schemas.ts";
import { operationApi } from "./operations/routes.ts";
import { findFacets } from "./search/facets.ts";
import { searchImages } from "./search/service.ts";
import {
  addImageTags,
  bulkTag,
  editImage,
  getImage,
  getImageTags,
  removeImageTag,
  replaceImageTags,
  summariseSelection,
} from "./service.ts";

type Dependencies = { database: Database };

export function imageApi(api: Api, { database }: Dependencies): void {
  endpoint(api, {
    method: "get",
    path: "/api/images",
    summary: "The newest images that match a query, with counts",
    query: ImageQuery,
    output: ImagePage,
  }, ({ query }) => searchImages(database, query));

  endpoint(api, {
    method: "get",
    path: "/api/images/facets",
    summary: "The tags of a search's result, and how many of its images carry each",
    query: FacetQuery,
    output: Facets,
  }, ({ query }) => findFacets(database, query.q, query.limit));

  endpoint(api, {
    method: "get",
    path: "/api/images/:id",
    summary: "One image with tags, sources and metadata",
    params: ImageId,
    output: Image,
  }, ({ params }) => getImage(database, params.id));

  endpoint(api, {
    method: "patch",
    path: "/api/images/:id",
    summary: "Change an image's note or rating",
    params: ImageId,
    body: ImageEdit,
    output: EditedImage,
  }, ({ params, body }) => editImage(database, params.id, body));

  endpoint(api, {
    method: "get",
    path: "/api/autocomplete",
    summary: "What could stand at the caret of a search: tags, aliases, metatags and their values",
    query: AutocompleteQuery,
    output: AutocompleteAnswer,
  }, ({ query }) => autocomplete(database, query));

  bulkApi(api, { database });
  searchTextApi(api);
  savedSearchApi(api, { database });
  operationApi(api, { database });
  imageTagApi(api, { database });
}

function bulkApi(api: Api, { database }: Dependencies): void {
  endpoint(api, {
    method: "post",
    path: "/api/images/tags",
    summary: "Add and remove tags on many images, by ids or by query, as one operation",
    body: BulkTagging,
    output: OperationResult,
  }, ({ body }) => bulkTag(database, body));

  endpoint(api, {
    method: "post",
    path: "/api/images/tags/summary",
    summary: "Which tags the selected images carry, and how many of them each",
    body: z.object({ select: Selection }),
    output: SelectionSummary,
  }, ({ body }) => summariseSelection(database, body.select));
}

function imageTagApi(api: Api, { database }: Dependencies): void {
  endpoint(api, {
    method: "get",
    path: "/api/images/:id/tags",
    summary: "An image's tags, by category and name",
    params: ImageId,
    output: pageOf(Tagging),
  }, async ({ params }) => ({ items: await getImageTags(database, params.id), next: null }));

  endpoint(api, {
    method: "post",
    path: "/api/images/:id/tags",
    summary: "Add tags to an image",
    params: ImageId,
    body: TagList,
    output: OperationResult,
  }, ({ params, body }) => addImageTags(database, params.id, body.tags));

  endpoint(api, {
    method: "put",
    path: "/api/images/:id/tags",
    summary: "Make these, and what they imply, the image's only tags",
    params: ImageId,
    body: TagSet,
    output: OperationResult,
  }, ({ params, body }) => replaceImageTags(database, params.id, body.tags));

  endpoint(api, {
    method: "delete",
    path: "/api/images/:id/tags/:tag",
    summary: "Remove a tag from an image",
    params: ImageTagPath,
    output: OperationResult,
  }, ({ params }) => removeImageTag(database, params.id, params.tag));
}
