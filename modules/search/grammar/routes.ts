import { type Api, endpoint } from "../../shared/endpoint.ts";
import { checkSearch, SearchCheck, SearchText } from "./check.ts";

/** What helps to write a search, without running it. */
export function searchTextApi(api: Api): void {
  endpoint(api, {
    method: "get",
    path: "/searches/check",
    summary: "Whether a search can be read, and if not, where it is wrong and what would be right",
    query: SearchText,
    output: SearchCheck,
  }, ({ query }) => checkSearch(query.q));
}
