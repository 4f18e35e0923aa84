import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { AppError, messageOf } from "../shared/errors.ts";

/** Returns the URL of a crawler's file. The default crawler is part of the program; others are files in CRAWLERS_DIR. */
export function crawlerUrl(name: string, crawlersDir: string | undefined): string {
  if (name === "website") return import.meta.resolve("./crawlers/website.ts");
  if (crawlersDir === undefined) {
    throw new AppError("invalid", `There is no crawler "${name}": CRAWLERS_DIR is not set, so only "website" can be used`);
  }
  const file = join(resolve(crawlersDir), `${name}.ts`);
  try {
    Deno.statSync(file);
  } catch (error) {
    throw new AppError("invalid", `There is no crawler "${name}": ${messageOf(error)}`, { cause: error });
  }
  return pathToFileURL(file).href;
}
