import { z } from "zod";
import type { Database } from "../shared/database/handle.ts";
import { type Api, endpoint } from "../shared/endpoint.ts";
import { OperationResult } from "../tags/schemas.ts";
import { completeSearch } from "./completion/service.ts";
import { findFacets } from "./find/facets.ts";
import { bulkEditFields, bulkTag, summariseSelection } from "./gallery/service.ts";
import { searchTextApi } from "./grammar/routes.ts";
import { savedSearchApi } from "./saved/routes.ts";
import {
  BulkFields,
  BulkFieldsResult,
  BulkTagging,
  CompletionAnswer,
  CompletionQuery,
  FacetQuery,
  Facets,
  ImagePage,
  ImageQuery,
  Selection,
  SelectionSummary,
} from "./schemas.ts";
import { searchImages } from "./service.ts";

type Dependencies = { database: Database };

/** Searches, completion, saved searches, and edits of all images that a search finds. */
export function searchApi(api: Api, { database }: Dependencies): void {
  endpoint(api, {
    method: "get",
    path: "/images",
    summary: "The newest images that match a query, with counts",
    query: ImageQuery,
    output: ImagePage,
  }, ({ query }) => searchImages(database, query));

  endpoint(api, {
    method: "get",
    path: "/images/facets",
    summary: "The tags of a search's result, and how many images of the result carry each tag",
    query: FacetQuery,
    output: Facets,
  }, ({ query }) => findFacets(database, query.q, query.limit));

  endpoint(api, {
    method: "get",
    path: "/autocomplete",
    summary: "Completions at the caret of a search: tags, aliases, metatags and their values",
    query: CompletionQuery,
    output: CompletionAnswer,
  }, ({ query }) => completeSearch(database, query));

  bulkApi(api, { database });
  searchTextApi(api);
  savedSearchApi(api, { database });
}

function bulkApi(api: Api, { database }: Dependencies): void {
  endpoint(api, {
    method: "post",
    path: "/images/tags",
    summary: "Add and remove tags on many images, by ids or by query, as one operation",
    body: BulkTagging,
    output: OperationResult,
  }, ({ body }) => bulkTag(database, body));

  endpoint(api, {
    method: "post",
    path: "/images/fields",
    summary: "Set the note or the rating of many images, by ids or by query, as one operation",
    body: BulkFields,
    output: BulkFieldsResult,
  }, ({ body }) => bulkEditFields(database, body));

  endpoint(api, {
    method: "post",
    path: "/images/tags/summary",
    summary: "The tags of the selected images, and how many of these images carry each tag",
    body: z.strictObject({ select: Selection }),
    output: SelectionSummary,
  }, ({ body }) => summariseSelection(database, body.select));
}
