import { tooLong } from "./address.ts";
import type { JobOptions, UrlKind } from "../schemas.ts";
import { cycleOf, mostRepeated, partsOf, type UrlParts } from "./url_parts.ts";
import { cutWords, type Remark } from "../texts.ts";

/** Limits on URLs that keep a job out of sites without end. They apply beside the job's own limits. */
export interface TrapLimits {
  urlLength: number;
  /** The most segments of a path. */
  depth: number;
  /** How often a segment, or a row of segments, may follow itself. */
  cycles: number;
  /** How often one segment may stand in a path. */
  repeats: number;
  urlsPerHost: number;
}

export interface TrapFault {
  reason: "url_too_long" | "too_deep_path" | "repeated_segments" | "nothing_new" | "host_budget";
  detail: Remark;
}

/** The trap limits applied to one job. Its state is only in memory: a job that goes on passes its known URLs to `note()`. */
export interface Traps {
  /** Returns why a URL must not be fetched, or null. */
  fault(url: string, kind: UrlKind): TrapFault | null;
  /** Counts a URL that was added to the job. Call it once for each URL. */
  note(url: string): void;
}

/** Limits of paths are this many times higher for images, which lead no further. */
export const IMAGE_FACTOR = 2;
const HOSTS = 100_000;

/** Returns limits of which that of a host grows with those of the job: it may have twenty URLs for each that may be fetched. */
export function trapLimits({ maxPages, maxImages }: Pick<JobOptions, "maxPages" | "maxImages">): TrapLimits {
  return {
    urlLength: 2_083,
    depth: 20,
    cycles: 3,
    repeats: 5,
    urlsPerHost: Math.max(50_000, 20 * (maxPages + maxImages)),
  };
}

export function createTraps(limits: TrapLimits): Traps {
  const hosts = new Map<number, number>();

  return {
    fault: (url, kind) => {
      const tooLong = lengthFault(url, limits);
      if (tooLong !== null) return tooLong;
      const parts = partsOf(url);
      if ((hosts.get(hashOf(parts.host)) ?? 0) >= limits.urlsPerHost) {
        return fault("host_budget", { code: "host_urls", limit: limits.urlsPerHost, host: cutWords(parts.host) });
      }
      return pathFault(parts, limits, kind === "page" ? 1 : IMAGE_FACTOR);
    },
    note: (url) => {
      const host = hashOf(partsOf(url).host);
      const count = hosts.get(host);
      if (count !== undefined || hosts.size < HOSTS) hosts.set(host, (count ?? 0) + 1);
    },
  };
}

function lengthFault({ length }: string, { urlLength }: TrapLimits): TrapFault | null {
  return length > urlLength ? tooLong(length, urlLength) : null;
}

function pathFault({ segments }: UrlParts, limits: TrapLimits, factor: number): TrapFault | null {
  const depth = limits.depth * factor;
  if (segments.length > depth) {
    return fault("too_deep_path", { code: "path_length", segments: segments.length, allowed: depth });
  }
  const repeated = mostRepeated(segments);
  if (repeated !== null && repeated.times > limits.repeats * factor) {
    return fault("repeated_segments", { code: "path_repeats", segment: cutWords(repeated.segment), times: repeated.times });
  }
  const cycle = cycleOf(segments, limits.cycles * factor);
  return cycle === null ? null : fault("repeated_segments", { code: "path_cycle", cycle: cutWords(cycle.join("/")) });
}

function fault(reason: TrapFault["reason"], detail: Remark): TrapFault {
  return { reason, detail };
}

/** FNV-1a, 32 bits. Two hosts with the same hash share their count. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
