import { z } from "zod";
import { operationKind } from "../history/kinds.ts";
import { tagText } from "../tags/kinds.ts";

/** The tags that a crawl puts on the images that it brings. */
export const CRAWL_TAGS = operationKind({
  name: "crawl",
  label: "Tags that crawls put",
  parameters: z.object({ job: z.number(), tags: z.array(z.string()) }),
  text: ({ job, tags }) => `${tagText({ add: tags, remove: [] })} by job ${job}`,
});
