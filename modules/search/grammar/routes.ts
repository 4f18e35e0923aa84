import { type Api, endpoint } from "../../shared/endpoint.ts";
import { checkSearch, SearchCheck, SearchText } from "./check.ts";

export function searchTextApi(api: Api): void {
  endpoint(api, {
    method: "get",
    path: "/searches/check",
    summary: "Whether a search can be read, and if not, where it is wrong and what to write instead",
    query: SearchText,
    output: SearchCheck,
  }, ({ query }) => checkSearch(query.q));
}
