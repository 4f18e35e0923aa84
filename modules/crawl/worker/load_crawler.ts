import { z } from "zod";
import { messageOf } from "../../shared/errors.ts";
import type { SiteCrawler } from "../crawler.ts";
import { withDeadline } from "./deadline.ts";

const LOAD_MILLISECONDS = 30_000;

const CrawlerModule = z.object({
  default: z.custom<SiteCrawler>(
    (value) => z.looseObject({ name: z.string().max(100), discover: z.function() }).safeParse(value).success,
    "its default export must be a SiteCrawler: { name, async discover(page, context) { … } }",
  ),
});

/** Imports a crawler by the URL of its file. Throws an error that says what is wrong with the file. */
export async function loadCrawler(url: string): Promise<SiteCrawler> {
  let module: unknown;
  try {
    module = await withDeadline(import(url), LOAD_MILLISECONDS, "It did not load");
  } catch (error) {
    throw new Error(`The crawler ${fileName(url)} cannot be loaded: ${messageOf(error)}`, { cause: error });
  }
  const parsed = CrawlerModule.safeParse(module);
  if (!parsed.success) throw new Error(`The crawler ${fileName(url)} is not one: ${parsed.error.issues[0]?.message}`);
  return parsed.data.default;
}

function fileName(url: string): string {
  return decodeURIComponent(url.slice(url.lastIndexOf("/") + 1));
}
