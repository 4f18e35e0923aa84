import { z } from "zod";
import { operationKind } from "../history/kinds.ts";
import { tagText } from "../tags/kinds.ts";

/** The operation that a crawl records when it tags the images that it stores or sees again. */
export const CRAWL_TAGS = operationKind({
  name: "crawl",
  label: "Tags that crawls put",
  parameters: z.object({ job: z.number(), tags: z.array(z.string()) }),
  text: ({ job, tags }) => `${tagText({ add: tags, remove: [] })} by job ${job}`,
});
