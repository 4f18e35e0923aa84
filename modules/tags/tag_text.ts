import { z } from "zod";
import { TagName, TAGS_PER_CALL } from "./schemas.ts";

/** Tag names as people type them into one field: separated by commas or white space. */
export const TagText = z.string().transform(splitTags).pipe(z.array(TagName).max(TAGS_PER_CALL));

export function splitTags(text: string): string[] {
  return text.split(/[\s,]+/u).filter((name) => name !== "");
}
