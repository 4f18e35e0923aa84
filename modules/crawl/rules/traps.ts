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
  /** How many sets of parameter names one path may be asked with. */
  shapes: number;
  /** How many queries with several parameters one path may be asked with. */
  queries: number;
  urlsPerHost: number;
}

export interface TrapFault {
  reason: "url_too_long" | "too_deep_path" | "repeated_segments" | "query_variants" | "host_budget";
  detail: Remark;
}

/** The trap limits applied to one job. Its state is only in memory: a job that goes on passes its known URLs to `note()`. */
export interface Traps {
  /** Returns why a URL must not be fetched, or null. Call it after all other checks, because it counts the query of a URL that passes. */
  fault(url: string, kind: UrlKind): TrapFault | null;
  /** Counts a URL that was added to the job. Call it once for each URL. */
  note(url: string, kind: UrlKind): void;
}

/** Limits of paths are this many times higher for images, which lead no further. Limits of queries do not apply: `?w=640` is a size. */
export const IMAGE_FACTOR = 2;
/** The most queries that are remembered, of all paths together (about 20 MB). The least recently used paths are forgotten. */
const REMEMBERED = 200_000;
/** The memory of a path itself, counted in queries. */
const PATH = 4;
const HOSTS = 100_000;

/** Hashes of the names and queries, because those of a hostile site may be long. */
interface Variants {
  shapes: Set<number>;
  queries: Set<number>;
}

/**
 * Returns limits that grow with the limits of the job: one path may use a fifth of the pages by combining parameters, and a host
 * may have twenty URLs for each that may be fetched. So a job that allows 100,000 pages can read a site of that size.
 */
export function trapLimits({ maxPages, maxImages }: Pick<JobOptions, "maxPages" | "maxImages">): TrapLimits {
  return {
    urlLength: 2_083,
    depth: 20,
    cycles: 3,
    repeats: 5,
    shapes: 20,
    queries: Math.min(REMEMBERED / 2, Math.max(200, Math.ceil(maxPages / 5))),
    urlsPerHost: Math.max(50_000, 20 * (maxPages + maxImages)),
  };
}

export function createTraps(limits: TrapLimits): Traps {
  const hosts = new Map<number, number>();
  const paths = new Map<number, Variants>();
  let remembered = 0;

  /** Forgets many paths at once, because finding a map's first entry is slow if entries before it were deleted. */
  const forgetOldest = () => {
    for (const [path, { queries, shapes }] of paths) {
      if (remembered < REMEMBERED * 3 / 4) return;
      paths.delete(path);
      remembered -= PATH + queries.size + shapes.size;
    }
  };

  /** Returns why one more query of a path is over the limits; otherwise counts it and returns null. */
  const admitQuery = ({ address, query }: UrlParts): TrapFault | null => {
    const path = hashOf(address);
    const known = paths.get(path);
    const { shapes, queries } = known ?? { shapes: new Set(), queries: new Set() };
    const shape = hashOf(namesOf(query));
    const combined = query.includes("&") ? hashOf(query) : null;
    if (!shapes.has(shape) && shapes.size >= limits.shapes) {
      return fault("query_variants", { code: "parameter_names", limit: limits.shapes, path: cutWords(address) });
    }
    if (combined !== null && !queries.has(combined) && queries.size >= limits.queries) {
      return fault("query_variants", { code: "parameter_values", limit: limits.queries, path: cutWords(address) });
    }
    remembered -= known ? PATH + shapes.size + queries.size : 0;
    shapes.add(shape);
    if (combined !== null) queries.add(combined);
    remembered += PATH + shapes.size + queries.size;
    paths.delete(path);
    paths.set(path, { shapes, queries });
    if (remembered > REMEMBERED) forgetOldest();
    return null;
  };

  return {
    fault: (url, kind) => {
      const isPage = kind === "page";
      const tooLong = lengthFault(url, limits);
      if (tooLong !== null) return tooLong;
      const parts = partsOf(url);
      if ((hosts.get(hashOf(parts.host)) ?? 0) >= limits.urlsPerHost) {
        return fault("host_budget", { code: "host_urls", limit: limits.urlsPerHost, host: cutWords(parts.host) });
      }
      return pathFault(parts, limits, isPage ? 1 : IMAGE_FACTOR) ?? (isPage && parts.query !== "" ? admitQuery(parts) : null);
    },
    note: (url, kind) => {
      const parts = partsOf(url);
      const host = hashOf(parts.host);
      const count = hosts.get(host);
      if (count !== undefined || hosts.size < HOSTS) hosts.set(host, (count ?? 0) + 1);
      if (kind === "page" && parts.query !== "") admitQuery(parts);
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

/** Returns the names of a query's parameters, each once and sorted. Values without a name (`?123`) have the empty name. */
function namesOf(query: string): string {
  const names = query.split("&").map((part) => part.includes("=") ? part.slice(0, part.indexOf("=")) : "");
  return [...new Set(names)].sort().join("&");
}

/** FNV-1a, 32 bits. If two texts have the same hash, one URL too many passes. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
