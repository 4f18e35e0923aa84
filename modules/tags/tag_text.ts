import { z } from "zod";
import { splitNames } from "../shared/text.ts";
import { TAGS_PER_CALL, TypedName } from "./schemas.ts";

/** The tag names in one text field, separated by commas or white space. */
export const TagText = z.string().transform(splitNames).pipe(z.array(TypedName).max(TAGS_PER_CALL));
