import { plural } from "../../shared/web/format.ts";
import type { Cut, JobOptions, UrlKind } from "../schemas.ts";
import { kindName } from "./job_view.ts";
import { meaningOf } from "./reasons.ts";

/** URLs of one kind that a limit left out. The pages of a trap have their pattern. */
export interface CutTotal {
  kind: UrlKind;
  reason: string;
  pattern: string | null;
  /** How many pages of the pattern had brought nothing. */
  empty: number | null;
  count: number;
}

interface Limit {
  /** The option that sets the limit, or null if none does. */
  option: keyof JobOptions | null;
  /** What people can do about it, as a sentence. */
  advice: string;
}

const raise = (option: keyof JobOptions): Limit => ({ option, advice: `Raise ${option} to fetch them.` });
const NO_OPTION: Limit = { option: null, advice: "No option changes this limit." };

/** The reasons of limits, with the options that set them. */
export const LIMITS: Readonly<Record<string, Limit>> = {
  "max_pages": raise("maxPages"),
  "max_images": raise("maxImages"),
  "max_bytes": raise("maxBytes"),
  "max_duration": raise("maxDurationSeconds"),
  "max_depth": raise("maxDepth"),
  "max_documents": { option: "maxPages", advice: "Raise maxPages, with which this limit grows." },
  "host_budget": { option: "maxPages", advice: "Raise maxPages or maxImages, with which this limit grows." },
  "too_large": raise("maxImageBytes"),
  "nothing_new": { option: "trapPages", advice: "Raise trapPages if they are worth fetching; 0 is no limit." },
  "same_address": {
    option: "ignoreParameters",
    advice: "If they are other pages, take their parameters out of ignoreParameters.",
  },
  "query_variants": { option: null, advice: "Run the job again: such pages are judged by what they bring now." },
  "too_deep_path": NO_OPTION,
  "repeated_segments": NO_OPTION,
  "url_too_long": NO_OPTION,
};

/** Describes what limits left out, the largest number first. Addresses that were joined come last, because nothing is missing. */
export function describeCuts(totals: readonly CutTotal[]): Cut[] {
  const weight = ({ reason, count }: CutTotal) => reason === "same_address" ? 0 : count;
  return totals.toSorted((one, other) => weight(other) - weight(one)).map(({ kind, reason, pattern, empty, count }) => {
    const { option, advice } = LIMITS[reason] ?? NO_OPTION;
    const what = `${plural(count, kindName(kind))}${pattern === null ? "" : ` of ${pattern}`}`;
    const why = empty === null ? lower(meaningOf(reason)) : `the last ${empty} brought no new image and no new words`;
    return { kind, reason, pattern, count, text: `${what}: ${why}.`, option, advice };
  });
}

function lower(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
