import type { Database } from "../../shared/database/handle.ts";
import { type Api, endpoint } from "../../shared/endpoint.ts";
import { listSavedSearches } from "./repository.ts";
import { NewSavedSearch, SavedSearch, SavedSearchChange, SavedSearchId, SavedSearchList } from "./schemas.ts";
import { changeSavedSearch, removeSavedSearch, saveSearch } from "./service.ts";

export function savedSearchApi(api: Api, { database }: { database: Database }): void {
  endpoint(api, {
    method: "get",
    path: "/searches",
    summary: "Every saved search, by name",
    output: SavedSearchList,
  }, async () => ({ items: await listSavedSearches(database), next: null }));

  endpoint(api, {
    method: "post",
    path: "/searches",
    summary: "Save a search under a name",
    body: NewSavedSearch,
    output: SavedSearch,
    status: 201,
  }, ({ body }) => saveSearch(database, body));

  endpoint(api, {
    method: "patch",
    path: "/searches/:id",
    summary: "Change the name or the query of a saved search",
    params: SavedSearchId,
    body: SavedSearchChange,
    output: SavedSearch,
  }, ({ params, body }) => changeSavedSearch(database, params.id, body));

  endpoint(api, {
    method: "delete",
    path: "/searches/:id",
    summary: "Delete a saved search",
    params: SavedSearchId,
    status: 204,
  }, ({ params }) => removeSavedSearch(database, params.id));
}
